import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { renderJson, reportJsonSchema } from '../../src/report/json.ts'
import { hostile, passing, SAMPLES } from './samples.ts'

const validate: ValidateFunction = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(reportJsonSchema())

function check(report: object): unknown {
  return validate(JSON.parse(JSON.stringify(report))) ? 'valid' : validate.errors
}

describe('report.json', () => {
  test('schema/report.schema.json is what the code says (npx vitest run test/report -u writes it again)', async () => {
    const text = `${JSON.stringify(reportJsonSchema(), null, 2)}\n`
    await expect(text).toMatchFileSnapshot('../../schema/report.schema.json')
  })

  test.each(Object.entries({ ...SAMPLES, hostile }))('%s is valid', (_, sample) => {
    expect(check(sample())).toBe('valid')
  })

  test('an unknown field, a missing outcome and a share above 1 are not', () => {
    const report = passing()
    expect(check({ ...report, extra: 1 })).not.toBe('valid')
    const { ok: _, ...others } = report.outcomes
    expect(check({ ...report, outcomes: others })).not.toBe('valid')
    expect(check({ ...report, sla: { ...report.sla, availability: 1.01 } })).not.toBe('valid')
  })

  test('hostile text comes back as it was', () => {
    expect(JSON.parse(renderJson(hostile()))).toEqual(hostile())
  })
})
