import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts'
import { load } from './support.ts'

const text = readFileSync('docs/scenario.md', 'utf8')
const examples = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml]) => yaml ?? '')

/** Every key that the schema knows, wherever it stands. */
function keysOfSchema(schema: unknown): string[] {
  if (schema === null || typeof schema !== 'object') return []
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === 'properties' ? Object.keys(value as object) : []),
    ...keysOfSchema(value),
  ])
}

/** Path and default of every scalar that has one. */
function defaultsOf(schema: Record<string, unknown>, path: string[] = []): [string, string][] {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Record<string, unknown>>)
  return properties.flatMap(([key, property]): [string, string][] => {
    const own = property['default']
    const scalar = typeof own === 'string' ? [[[...path, key].join('.'), own] as [string, string]] : []
    return [...scalar, ...defaultsOf(property, [...path, key])]
  })
}

describe('docs/scenario.md', () => {
  test('has examples', () => expect(examples.length).toBeGreaterThan(6))

  test.each(examples.map((example, i) => [i, example] as const))('example %i loads', (_, example) => {
    const scenario = load(example, { 'nginx.conf.template': 'events {}' }, { AUTHORIZATION: 'Bearer x' })
    expect(scenario.restart.steps.length).toBeGreaterThan(0)
  })

  test('speaks of every key', () => {
    const keys = [...new Set(keysOfSchema(scenarioJsonSchema()))]
    expect(keys.length).toBeGreaterThan(50)
    const words = new Set(text.match(/[a-z][a-z-]*/g))
    expect(keys.filter((key) => !words.has(key))).toEqual([])
  })

  test('tells the defaults that the schema has', () => {
    const schema = scenarioJsonSchema() as { properties: Record<string, Record<string, unknown>> }
    for (const section of ['target', 'restart', 'timing', 'sla']) {
      const defaults = defaultsOf(schema.properties[section] ?? {})
      expect(defaults.length, section).toBeGreaterThan(1)
      const chapter = text.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? ''
      for (const [key, value] of defaults) expect(chapter).toContain(`| \`${key}\` | \`${value}\` |`)
    }
  })
})
