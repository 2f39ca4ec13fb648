import { describe, expect, test } from 'vitest'
import { measure } from '../../../src/report/ci/measures.ts'
import { renderOpenMetrics } from '../../../src/report/ci/openmetrics.ts'
import { failing, hostile, passing } from '../samples.ts'

const SAMPLE = /^([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)+)\} (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/

/** The samples of an exposition, by name and labels. Throws where a line is none of OpenMetrics 1.0's. */
function parse(text: string): Map<string, number> {
  const lines = text.split('\n')
  demand(lines.at(-2) === '# EOF' && lines.at(-1) === '', 'an end', lines.at(-2))
  const families = new Map<string, string>()
  const samples = new Map<string, number>()
  let family = ''
  for (const line of lines.slice(0, -2)) {
    const [, typed, kind] = /^# TYPE ([a-z_]+) (counter|gauge)$/.exec(line) ?? []
    const [, name, labels, value] = SAMPLE.exec(line) ?? []
    if (typed !== undefined && kind !== undefined) {
      demand(!families.has(typed), 'the samples of a family together', line)
      family = typed
      families.set(family, kind)
    } else if (/^# (UNIT|HELP) /.test(line)) demand(line.split(' ')[2] === family, 'the family that has begun', line)
    else {
      const metric = families.get(family) === 'counter' ? `${family}_total` : family
      demand(name === metric, `a sample of ${metric}`, line)
      samples.set(`${name} ${labels}`, Number(value))
    }
  }
  return samples
}

function demand(holds: boolean, expected: string, found: string | undefined): void {
  if (!holds) throw new Error(`expected ${expected}, found ${found}`)
}

describe('metrics.txt', () => {
  test.each([
    ['passing', passing()],
    ['failing', failing()],
    ['hostile', hostile()],
  ])('is OpenMetrics, whatever the report: %s', (_name, report) => {
    const samples = parse(renderOpenMetrics(report))
    const all = measure(report).flatMap((one) => one.samples)
    expect([...samples.values()]).toHaveLength(new Set(samples.keys()).size)
    expect(samples.size).toBeLessThanOrEqual(all.length)
    expect(samples.size).toBeGreaterThan(20)
  })

  test('has the numbers of the report', () => {
    const report = failing()
    const samples = parse(renderOpenMetrics({ ...report, run: { ...report.run, label: 'v2' } }))
    const value = (name: string, ...labels: string[]) =>
      [...samples].find(([key]) => key.startsWith(`${name} `) && labels.every((label) => key.includes(label)))?.[1]
    const [first] = report.traffic
    expect(value('hitless_attempts_total', `traffic="${first?.name}"`, 'outcome="ok"')).toBe(first?.outcomes.ok)
    expect(value('hitless_availability_ratio', `clients="${report.sla.clients}"`)).toBe(report.sla.availability)
    expect(value('hitless_verdict', 'status="fail"')).toBe(1)
    expect(value('hitless_verdict', 'status="pass"')).toBe(0)
    expect(value('hitless_restart_outage_seconds', 'restart="1"')).toBe((report.restarts[0]?.outageMs ?? 0) / 1000)
    const takeover = report.restarts[0]?.takeoverMs ?? 0
    expect(value('hitless_restart_takeover_seconds', 'restart="1"')).toBe(takeover / 1000)
    expect(value('hitless_restart_takeover_earliest_seconds', 'restart="1"')).toBe(takeover / 1000)
    const answers = { redirect: null, contentType: null, empty: false, generation: null }
    const facts = {
      ...report,
      findings: [...report.findings.slice(0, 1), ...report.findings.slice(0, 1)],
      traffic: report.traffic.slice(0, 1).map((one) => ({
        ...one,
        rate: { offered: 100, achieved: 97.5 },
        answers: [
          { ...answers, status: 200, ok: true, since: null, count: 3 },
          { ...answers, status: 200, ok: true, since: 1, count: 4 },
          { ...answers, status: 200, grpcStatus: 'UNAVAILABLE' as const, ok: false, since: 1, count: 2 },
        ],
      })),
    }
    const more = [...parse(renderOpenMetrics(facts))]
    const find = (...parts: string[]) => more.find(([key]) => parts.every((part) => key.includes(part)))?.[1]
    expect(find('hitless_rate_offered ')).toBe(100)
    expect(find('hitless_rate_achieved ')).toBe(97.5)
    expect(find('hitless_answers_total ', 'status="200",ok="true"')).toBe(7)
    expect(find('hitless_answers_total ', 'status="UNAVAILABLE",ok="false"')).toBe(2)
    expect(find('hitless_finding ', `finding="${report.findings[0]?.id}"`)).toBe(2)
    expect(value('hitless_run_duration_seconds', 'label="v2"')).toBe(report.run.durationMs / 1000)
  })
})
