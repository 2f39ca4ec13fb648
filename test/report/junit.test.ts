import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { noOutcomes } from '../../src/model/outcome.ts'
import { renderJunit } from '../../src/report/junit.ts'
import { failing, hostile, passing, SAMPLES } from './samples.ts'

const schema = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8')

async function validate(contents: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents }, schema: [schema] })
  return errors.map(({ message }) => message)
}

function problems(xml: string): number {
  return (xml.match(/<(failure|error) /g) ?? []).length
}

describe('junit.xml', () => {
  test.each(Object.entries(SAMPLES))('%s', async (name, sample) => {
    const xml = renderJunit(sample())
    expect(await validate(xml)).toEqual([])
    await expect(xml).toMatchFileSnapshot(`golden/${name}.junit.xml`)
  })

  test('the schema can say no', async () => {
    expect(await validate(renderJunit(passing()).replace('hostname="localhost"', ''))).not.toEqual([])
    expect(await validate(renderJunit(passing()).replace('<system-err/>', ''))).not.toEqual([])
  })

  test('hostile text stays text, and what XML cannot hold is replaced', async () => {
    const xml = renderJunit(hostile())
    expect(await validate(xml)).toEqual([])
    expect(xml).not.toContain('<script>')
    expect(xml).toContain('&lt;script&gt;')
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/)
    expect(xml.length).toBeLessThan(50_000)
  })

  test('is red exactly when the exit code is not 0', () => {
    for (const sample of Object.values(SAMPLES)) {
      const report = sample()
      expect(problems(renderJunit(report)) > 0).toBe(report.verdict.exitCode !== 0)
    }
  })

  test('a run that fails as its scenario expects is green, and still says what failed', () => {
    const report = failing()
    const xml = renderJunit({ ...report, verdict: { ...report.verdict, expected: 'fail', exitCode: 0 } })
    expect(problems(xml)).toBe(0)
    expect(xml).toContain('<skipped type="sla-missed"')
  })

  test('a run that passes although its scenario expects a failure is red', () => {
    const report = passing()
    const xml = renderJunit({ ...report, verdict: { ...report.verdict, expected: 'fail', exitCode: 1 } })
    expect(xml).toContain('<failure type="sla-met" message="PASS (the scenario expects FAIL)">')
  })

  test('traffic whose connections all lasted from the warm-up on is no error', () => {
    const silent = { attempts: 0, outcomes: noOutcomes(), availability: null, latencyMs: null }
    const report = {
      ...failing(),
      traffic: [...failing().traffic, { ...silent, name: 'websocket', kind: 'websocket' }],
    }
    expect(renderJunit(report)).toContain('name="websocket" time="0.000"/>')
    expect(renderJunit({ ...report, lifelines: [] })).not.toContain('name="websocket" time="0.000"/>')
  })

  test('a broken guarantee that is not required decides nothing', () => {
    const xml = renderJunit({ ...failing(), guarantees: [] })
    const withGuarantees = renderJunit(failing())
    // no-refusals is the only one of those broken that is required.
    expect(problems(withGuarantees) - problems(xml)).toBe(1)
  })
})
