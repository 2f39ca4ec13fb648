import { HtmlValidate } from 'html-validate'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../../src/model/report.ts'
import { readScript, readStyle } from '../../../src/report/html/assets.ts'
import { renderHtml } from '../../../src/report/html/page.ts'
import { accountOf, failing, hostile, ledger, passing, SAMPLES } from '../samples.ts'
import { crowded, drawn, finding, type Page, unseen } from './extremes.ts'

function page(report: Report): Page {
  return { report, account: accountOf(report) }
}

const PAGES: Record<string, () => Page> = {
  ...Object.fromEntries(Object.entries(SAMPLES).map(([name, sample]) => [name, () => page(sample())])),
  drawn: () => drawn(),
}

function render({ report, account }: Page): string {
  return renderHtml(report, account)
}

/** The page without what is the same in all of them, and without the numbers that are for the script. */
function bodyOf(html: string): string {
  return html
    .replace(readStyle(), '')
    .replace(readScript(), '')
    .replace(/sha256-[^']*/, 'sha256-…')
}

const validator = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // Matters of taste, or of how markup is laid out.
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
    'no-inline-style': 'off',
    'no-implicit-close': 'off',
    'attribute-boolean-style': 'off',
    // The policy of the page lets its own script alone run; nothing is fetched that could be changed under way.
    'require-sri': 'off',
  },
})

async function validate(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html)
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
  )
}

/** Text as a reader sees it, tags taken off. */
function textOf(html: string): string {
  return bodyOf(html)
    .replaceAll(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
}

/** Where the title of a finding stands, and where the first reason of the verdict. */
function placesOf(report: Report): number[] {
  const text = textOf(render(page({ ...report, findings: [finding()] }))).replaceAll('\u00a0', ' ')
  return [text.indexOf(finding().title), text.indexOf(report.verdict.reasons[0]?.code ?? '')]
}

describe('report.html', () => {
  test.each(Object.entries(PAGES))('%s', async (name, make) => {
    await expect(bodyOf(render(make()))).toMatchFileSnapshot(`golden/${name}.html`)
  })

  test.each(Object.entries({ ...PAGES, unseen, crowded, hostile: () => page(hostile()) }))(
    '%s is valid HTML',
    async (_, make) => {
      expect(await validate(render(make()))).toEqual([])
    },
  )

  test('the validator can say no', async () => {
    const html = render(drawn())
    expect(await validate(html.replace('</main>', ''))).not.toEqual([])
    expect(await validate(html.replace('id="traffic"', 'id="failures"'))).not.toEqual([])
  })

  test('the first words are the verdict, of what, and how sure', () => {
    const text = textOf(render(page(failing())))
    const order = [
      'FAIL',
      'stop, then start',
      '97.26% of 47,437',
      '1,299 failed',
      'SLA 99.99%',
      '97.13%',
      'Why',
      'is below',
    ]
    const places = order.map((word) => text.replaceAll('\u00a0', ' ').indexOf(word))
    expect(places.every((place) => place >= 0)).toBe(true)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  test('shows each guarantee in words and not by its colour alone', () => {
    const text = textOf(render(page(failing())))
    for (const { id, status } of failing().guarantees)
      expect(text).toMatch(new RegExp(`${id}\\s+${status.replace('-', ' ')}`))
  })

  test('does not begin with what succeeded where that led nowhere', () => {
    const report = passing()
    const reasons = [{ code: 'only-redirects' as const, message: 'all of them led to a login' }]
    const text = textOf(render(page({ ...report, verdict: { status: 'inconclusive', exitCode: 3, reasons } })))
    expect(textOf(render(page(report)))).toContain('requests succeeded, 2 failed.')
    expect(text).not.toContain('requests succeeded, 2 failed.')
  })

  test('a takeover is where the report says, everywhere by both of its bounds', () => {
    const { report, account } = drawn(passing())
    const restarts = report.restarts.map((one) => ({ ...one, takeoverFromMs: 44, takeoverMs: 700 }))
    const text = textOf(renderHtml({ ...report, restarts }, account)).replaceAll('\u00a0', ' ')
    expect(text).toContain('slowest takeover between 44 ms and 700 ms')
    expect(text).toContain('takeover between 44 ms and 700 ms · drain')
    expect(text).toMatch(/\+700 ms takeover: first answer of the new generation, \S+, between 44 ms and 700 ms after/)
    expect(text).not.toContain('+118 ms takeover')
  })

  test('a finding with its remedy, its restarts and where to read on', () => {
    const html = render({ ...drawn(), report: { ...drawn().report, findings: [finding()] } })
    const text = textOf(html)
    for (const part of [finding().title, finding().explanation, finding().evidence, finding().remedy]) {
      expect(text.replaceAll('\u00a0', ' ')).toContain(part)
    }
    expect(text).toContain('socket(7), SO_REUSEPORT; RFC 9293')
    expect(html).toContain('<a href="#finding-1">No process was listening for 1.89\u00a0s</a>')
    expect(html).toContain('id="finding-1"')
    expect(html).toContain('<a href="#restart-2">2</a>')
    expect(html).toContain('id="restart-2"')
  })

  test('a finding is a cause of a failure, and no reason for a pass', () => {
    const [cause = 0, number = 0] = placesOf(failing())
    expect(cause).toBeLessThan(number)
    const [found = 0, reason = 0] = placesOf(passing())
    expect(reason).toBeLessThan(found)
  })

  test('every failed request is a mark under its restart', () => {
    const { report, account } = drawn(failing(), { restarts: 3, failures: 500 })
    const html = renderHtml(report, account)
    const dots = [...html.matchAll(/class="dot" d="([^"]*)"/g)].map(([, d = '']) => d.split('h0').length - 1)
    expect(dots.reduce((sum, count) => sum + count, 0)).toBe(500)
  })

  test('the timeline as a table adds up to what the slots hold', () => {
    const { report } = drawn()
    const html = render(drawn())
    const table = /aria-label="Timeline"[\s\S]*?<\/table>/.exec(html)?.[0] ?? ''
    const rows = [...table.matchAll(/<tr><th scope="row">[\s\S]*?<\/tr>/g)].map(([row]) =>
      [...row.matchAll(/<td class="n">(?:<[^>]*>)?([\d,]+)/g)].map(([, count = '']) =>
        Number(count.replaceAll(',', '')),
      ),
    )
    const all = report.timeline.buckets.reduce((sum, { outcomes }) => sum + (outcomes.ok ?? 0), 0)
    expect(rows.reduce((sum, [ok = 0]) => sum + ok, 0)).toBe(all)
    expect(rows.reduce((sum, [, refused = 0]) => sum + refused, 0)).toBe(report.outcomes.refused)
  })

  test('one failure among a million is as high as can be seen', () => {
    const { report, account } = drawn(passing(), { failures: 0 })
    const buckets = report.timeline.buckets.map((bucket, i) => {
      return {
        ...bucket,
        outcomes: { ok: 4_000, ...(i === 77 && { refused: 1 }), ...(i === 200 && { refused: 9_000 }) },
      }
    })
    const html = renderHtml({ ...report, timeline: { bucketMs: 100, buckets } }, account)
    const lane = /refused <b>[\s\S]*?class="bars" d="([^"]*)"/.exec(html)?.[1] ?? ''
    const heights = [...lane.matchAll(/M[\d.]+ (\d+)V([\d.]+)/g)].map(([, base, top]) => Number(base) - Number(top))
    expect(heights).toHaveLength(2)
    for (const height of heights) expect(height).toBeGreaterThanOrEqual(5)
  })

  test('shows what a retrying client went through, though nothing failed', () => {
    const { report, account } = drawn(passing(), { failures: 0 })
    const [restart] = report.restarts
    const due = (restart?.begun ?? 0) + 50
    const saved = {
      ...ledger(),
      attempts: [
        {
          ...drawn().account.attempts[0]!,
          due,
          end: due + 5,
          outcome: 'ok' as const,
          retried: { outcome: 'dropped' as const, phase: 'headers' as const },
        },
      ],
    }
    expect(textOf(renderHtml(report, { ...account, attempts: saved.attempts }))).toContain('main page dropped, then ok')
  })

  test('the scenario as it was written, and what the harness noted', () => {
    const text = textOf(render(drawn()))
    expect(text).toContain('# <b>not bold</b>')
    expect(text).toContain('a message')
  })

  test('says why nothing was seen of the processes', () => {
    expect(textOf(render(unseen()))).toContain('the target is on another machine')
  })

  test('is the same for the same ledger', () => {
    expect(render(drawn())).toBe(render(drawn()))
  })

  test('stays a page that opens, however much went wrong', () => {
    const { report, account } = crowded()
    const html = renderHtml(report, account)
    expect(html.length).toBeLessThan(3 * 2 ** 20)
    expect(textOf(html)).toContain('These are 1,000 of 10,000 failures')
  })
})

describe('text from a target', () => {
  test('brings no markup, no control character and no bidirectional mark into the page', () => {
    const html = bodyOf(render(page(hostile())))
    expect(html.match(/<script/g)).toHaveLength(2)
    expect(html).not.toContain('<script>alert')
    expect(html).toContain('&lt;script&gt;alert')
    expect(html.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
  })

  test('cannot swell the page', () => {
    const long = '<b>'.repeat(350_000)
    const { report, account } = drawn()
    const name = (text: string) => `${text}${long}`
    const grown: Report = {
      ...report,
      scenario: { name: name('n'), file: name('f'), about: name('a') },
      verdict: { ...report.verdict, reasons: [{ code: 'sla-missed', message: name('m') }] },
      traffic: report.traffic.map((one) => ({ ...one, name: name('t') })),
      restarts: report.restarts.map((one) => ({
        ...one,
        detail: name('d'),
        generations: { old: [name('o')], new: [name('w')] },
      })),
      guarantees: report.guarantees.map((one) => ({ ...one, evidence: name('e') })),
      findings: [{ ...finding(), title: long, explanation: long, evidence: long, remedy: long, references: [long] }],
      failures: report.failures.map((one) => ({
        ...one,
        path: name('/'),
        code: name('c'),
        detail: long,
        generation: long,
      })),
      processes: report.processes.map((one) => ({ ...one, command: name('p'), signal: name('s') })),
      lifelineEnds: report.lifelineEnds.map((one) => ({
        ...one,
        kind: name('k'),
        traffic: long,
        code: long,
        generation: long,
      })),
      timeline: {
        ...report.timeline,
        buckets: report.timeline.buckets.map((one) => ({ ...one, generations: { [long]: 5 } })),
      },
      events: [...report.events, { t: 1, kind: 'step-done', index: 1, step: 1, name: long, ms: 1, detail: long }],
    }
    const lifelines = account.lifelines.map((one) => ({ ...one, kind: name('k'), generation: long }))
    const attempts = account.attempts.map((one) => ({ ...one, traffic: name('t') }))
    const html = renderHtml(grown, { ...account, lifelines, attempts })
    expect(html.length).toBeLessThan(600_000)
    expect(bodyOf(html)).not.toContain('<b><b>')
  })
})
