import type { FailureFacts } from '../../model/attempt.ts'
import type { ExpectSpec, GenerationSpec } from '../../model/scenario.ts'
import { type Fields, valueOf } from '../../net/http1/fields.ts'

/** Whether the body has to be kept until the response is complete: it is checked, or it names the generation. */
export function needsBody(expect: ExpectSpec, generation: GenerationSpec): boolean {
  return expect.body !== undefined || generation.by === 'body'
}

/** The outcome of a complete response: `ok`, `status`, or `invalid` where the body fails its check. */
export function judgeAnswer(expect: ExpectSpec, status: number, body: string): FailureFacts {
  if (!isExpectedStatus(expect, status)) return { outcome: 'status', phase: 'body', code: String(status) }
  if (expect.body === undefined || matchesBody(expect.body, body)) return { outcome: 'ok', phase: 'body' }
  const detail = `expected a body that ${describe(expect.body)}, got ${JSON.stringify(body.slice(0, 200))}`
  return { outcome: 'invalid', phase: 'body', code: 'BODY_MISMATCH', detail }
}

export function isExpectedStatus({ status: ranges }: ExpectSpec, status: number): boolean {
  return ranges.some(({ from, to }) => from <= status && status <= to)
}

type BodyExpectation = NonNullable<ExpectSpec['body']>

function matchesBody(expected: BodyExpectation, body: string): boolean {
  if ('equals' in expected) return body === expected.equals
  if ('contains' in expected) return body.includes(expected.contains)
  return new RegExp(expected.matches).test(body)
}

function describe(expected: BodyExpectation): string {
  return Object.entries(expected)
    .map(([how, what]) => `${how} ${JSON.stringify(what)}`)
    .join(' and ')
}

type Headers = Record<string, string | string[] | undefined>

/** The generation that headers with lower-case names tell of, where the scenario looks there. */
export function generationFromHeaders(rule: GenerationSpec, headers: Headers): string | undefined {
  if (rule.by !== 'header') return undefined
  const value = headers[rule.name.toLowerCase()]
  return Array.isArray(value) ? value.join(', ') : value
}

/** The same of header fields as they came. */
export function generationFromFields(rule: GenerationSpec, fields: Fields): string | undefined {
  return rule.by === 'header' ? valueOf(fields, rule.name.toLowerCase()) : undefined
}

/** The generation that a body tells of: the pattern's first group, or the whole match. */
export function generationFromBody(rule: GenerationSpec, body: string): string | undefined {
  if (rule.by !== 'body') return undefined
  const match = new RegExp(rule.pattern).exec(body)
  return match?.[1] ?? match?.[0]
}
