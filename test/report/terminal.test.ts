import { Chalk } from 'chalk'
import { describe, expect, test } from 'vitest'
import { renderSummary } from '../../src/report/report-document.ts'
import { displayWidth } from '../../src/text/clean.ts'
import { hostile, passing, SAMPLES } from './samples.ts'

const plain = new Chalk({ level: 0 })
const coloured = new Chalk({ level: 1 })
const paths = ['reports/run/report.json', 'reports/run/report.md', 'reports/run/junit.xml']

describe('summary on a terminal', () => {
  test.each(Object.entries(SAMPLES))('%s, 80 columns, no colour', async (name, sample) => {
    const text = renderSummary(sample(), { color: plain, width: 80, paths })
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`)
  })

  test.each([32, 40, 60, 80, 200])('keeps within %i columns, hostile text included', (width) => {
    for (const sample of [...Object.values(SAMPLES), hostile]) {
      const lines = renderSummary(sample(), { color: plain, width, paths: [] }).split('\n')
      expect(lines.filter((line) => displayWidth(line) > width)).toEqual([])
    }
  })

  test('names traffic whose clients are of the other kind', () => {
    const { sla, retrying, ...rest } = passing()
    const mixed = (facts: Partial<typeof retrying>) =>
      renderSummary(
        { ...rest, sla: { ...sla, clients: 'strict', others: ['http2', 'grpc'] }, retrying: { ...retrying, ...facts } },
        { color: plain, width: 400, paths: [] },
      )
    expect(mixed({})).toContain('(strict clients; retrying: http2, grpc)')
    expect(mixed({ retried: 7, resent: 7, failures: 1 })).toContain(
      '7 requests failed at first and were sent again; 1 failed for good.',
    )
    expect(mixed({ retried: 10, resent: 7, failures: 1 })).toMatch(
      /7 requests failed at first and were sent again\. A client .* would have seen 100%: 3 hidden, 1 failure remaining\./,
    )
    expect(mixed({ retried: 3, resent: 0, failures: 1 })).not.toContain('sent again')
  })

  test('colour changes nothing but colour', () => {
    const without = renderSummary(passing(), { color: plain, width: 80, paths })
    const withColour = renderSummary(passing(), { color: coloured, width: 80, paths })
    expect(without).not.toContain('\u001b')
    expect(withColour).toContain('\u001b[32m')
    // oxlint-disable-next-line no-control-regex -- the escape sequences are what is taken off
    expect(withColour.replaceAll(/\u001b\[\d+m/g, '')).toBe(without)
  })

  test('text of a target moves no cursor and reverses no line', () => {
    const text = renderSummary(hostile(), { color: plain, width: 80, paths: [] })
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
    expect(text).toContain('\\x1b[31mred')
    expect(text.length).toBeLessThan(20_000)
  })
})
