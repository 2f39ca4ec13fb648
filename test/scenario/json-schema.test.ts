import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { scenarioJsonSchema } from '../../src/run/read-scenario.ts'
import { maskVariables, unmaskVariables } from '../../src/scenario/yaml/mask.ts'
import { listLibrary, minimal, propertiesOf } from './support.ts'

const validate: ValidateFunction = new Ajv2020({ allowUnionTypes: true, formats: { regex: true } }).compile(
  scenarioJsonSchema(),
)

/** As an editor sees it: scalars have the types of YAML, and variables are not filled in. */
function readAsEditor(text: string): Record<string, unknown> {
  return parse(maskVariables(text), (_key, value: unknown) =>
    typeof value === 'string' ? unmaskVariables(value) : value,
  )
}

// After a change of the schema: npx vitest run test/scenario/json-schema.test.ts -u
test('the published schema is the one that scenarios are checked with', async () => {
  const schema = `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`
  await expect(schema).toMatchFileSnapshot('../../schema/scenario.schema.json')
})

test('every key has a description', () => {
  const keys = propertiesOf(scenarioJsonSchema())
  expect(keys.length).toBeGreaterThan(50)
  const silent = keys.filter(([, property]) => !JSON.stringify(property).includes('"description"'))
  expect(silent.map(([key]) => key)).toEqual([])
})

test('the scenarios of the library are valid in an editor too', () => {
  const files = listLibrary()
  expect(files.length).toBeGreaterThan(3)
  const invalid = files.filter((file) => !validate(readAsEditor(readFileSync(file, 'utf8'))))
  expect(invalid).toEqual([])
})

test.each([
  'traffic: { http: { connections: ${env.N}, rate: ${env.RATE} } }',
  'traffic: { keepalive: , fresh: [{ name: a, rate: 1/s }] }',
  'sla: { availability: 0.9999, confidence: none }',
  'target: { url: "${env.URL}", env: { PORT: 3000, DEBUG: true }, pid: ${env.PID}, tls: { insecure: true } }',
  'traffic: { http: { requests: [{ path: /, expect: { status: [200, 3xx, ${env.S}] } }] } }',
])('an editor accepts %s', (part) => {
  const whole = {
    restart: { steps: [{ start: true }] },
    target: { url: 'http://a' },
    ...(readAsEditor(part) as object),
  }
  validate(whole)
  expect(validate.errors).toBeNull()
})

test.each([
  'traffic: { http: { rte: 5/s } }',
  'traffic: { http: { rate: 500 } }',
  'traffic: { http: { connections: 0 } }',
  'traffic: {}',
  'sla: { availability: 99.99 }',
  'sla: { require: [nothing] }',
  'timing: { warmup: 5 }',
  'restart: { steps: [] }',
  'restart: { steps: [{ signal: HUP, wait: 1s }] }',
  'restart: { steps: [{ wait: { within: 1s } }] }',
  'restart: { count: -1, steps: [{ signal: HUP }] }',
  'expect: perhaps',
])('an editor marks %s', (part) => {
  expect(validate({ ...readAsEditor(minimal()), ...readAsEditor(part) })).toBe(false)
})
