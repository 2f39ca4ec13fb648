import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { scenarioJsonSchema } from '../../src/run/read-scenario.ts'
import { load, propertiesOf } from './support.ts'

const text = readFileSync('docs/reference/scenario.md', 'utf8')
const examples = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml]) => yaml ?? '')

const SHARED = new Set(['name', 'timeout', 'clients', 'lifetime', 'path', 'requests', 'har'])

/** The options that a kind of traffic has of its own. */
function ownOptions(kind: JsonSchema): string[] {
  const keys = kind.anyOf?.flatMap(({ properties = {} }) => Object.keys(properties)) ?? []
  return keys.filter((key) => !SHARED.has(key))
}

/** The row of a kind of traffic, and the chapter about it where there is one. */
function textAbout(kind: string): string {
  const row = text.split('\n').find((line) => line.startsWith(`| \`${kind}\` | `))
  const chapter = text.split(`\n### ${kind}\n`)[1]?.split(/\n##/)[0]
  return `${row ?? ''}${chapter ?? ''}`
}

/** Path and default of every scalar of a chapter that has one. */
function defaultsOf(schema: JsonSchema, path: string[] = []): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const at = [...path, key]
    const own = typeof property.default === 'string' ? [`| \`${at.join('.')}\` | \`${property.default}\` |`] : []
    return [...own, ...defaultsOf(property, at)]
  })
}

interface JsonSchema {
  default?: unknown
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
}

const SCHEMA: JsonSchema = scenarioJsonSchema()
const KINDS = SCHEMA.properties?.['traffic']?.properties ?? {}

describe('docs/reference/scenario.md', () => {
  test('has examples', () => expect(examples.length).toBeGreaterThan(6))

  test.each(examples.map((example, i) => [i, example] as const))('example %i loads', (_, example) => {
    const scenario = load(example, { 'nginx.conf.template': 'events {}' }, { AUTHORIZATION: 'Bearer x' })
    expect(scenario.restart.steps.length).toBeGreaterThan(0)
  })

  test('speaks of every key', () => {
    const keys = propertiesOf(scenarioJsonSchema()).map(([key]) => key)
    expect(keys.length).toBeGreaterThan(50)
    const words = new Set(text.match(/[a-z][a-z0-9-]*/g))
    expect(keys.filter((key) => !words.has(key))).toEqual([])
  })

  test.each(Object.entries(KINDS))('describes traffic of %s, with all options of its own', (kind, schema) => {
    const about = textAbout(kind)
    expect(about).not.toBe('')
    expect(ownOptions(schema).filter((option) => !about.includes(`\`${option}\``))).toEqual([])
  })

  test.each(['target', 'restart', 'timing', 'sla'])('names the defaults of %s that the schema has', (section) => {
    const rows = defaultsOf(SCHEMA.properties?.[section] ?? {})
    expect(rows.length).toBeGreaterThan(1)
    const chapter = text.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? ''
    expect(rows.filter((row) => !chapter.includes(row))).toEqual([])
  })
})
