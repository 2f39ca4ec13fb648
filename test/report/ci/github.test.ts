import { describe, expect, test } from 'vitest'
import { annotate, summarizeStep } from '../../../src/report/ci/github.ts'
import { failing, hostile, passing } from '../samples.ts'

describe('annotations of GitHub Actions', () => {
  test('say why a run failed, on the file of its scenario, and what would mend it', () => {
    const report = { ...failing(), scenario: { ...failing().scenario, file: '/srv/scenarios/stop.yaml' } }
    const lines = annotate(report, '/srv').split('\n')
    expect(lines[0]).toMatch(/^::error file=scenarios\/\S+,title=.*%3A fail::/)
    expect(lines.join('\n')).toContain(`title=${report.findings[0]?.title}::`)
    expect(lines.join('\n')).toContain(report.findings[0]?.remedy)
  })

  test('are warnings where nothing was proven, and none where all is well', () => {
    const { verdict } = failing()
    const unproven = { ...failing(), verdict: { ...verdict, status: 'inconclusive' as const, exitCode: 3 } }
    expect(annotate(unproven, undefined)).toMatch(/^::warning title=/)
    expect(annotate(passing(), undefined)).toBe('')
  })

  test('hold no second command, whatever a target sends', () => {
    const text = annotate(hostile(), undefined)
    const lines = text.split('\n').slice(0, -1)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.filter((line) => !/^::(error|warning) title=[^:,]*::/.test(line))).toEqual([])
  })

  test('are no more than GitHub shows', () => {
    const report = failing()
    const [finding] = report.findings
    const many = { ...report, findings: Array.from({ length: 40 }, () => finding).filter((one) => one !== undefined) }
    expect(annotate(many, undefined).split('\n')).toHaveLength(11)
  })
})

describe('the summary of a step', () => {
  test('is the Markdown report, cut where GitHub would refuse it whole', () => {
    expect(summarizeStep(passing())).toContain('## PASS: nginx binary upgrade')
    const report = failing()
    const [reason] = report.verdict.reasons
    const reasons = Array.from({ length: 5000 }, () => ({
      code: reason?.code ?? 'sla-missed',
      message: 'ü'.repeat(300),
    }))
    const text = summarizeStep({ ...report, verdict: { ...report.verdict, reasons } })
    expect(Buffer.byteLength(text)).toBeLessThan(1_048_576)
    expect(text).toContain('The rest is in report.md.')
    expect(text).not.toContain('\uFFFD')
  })
})
