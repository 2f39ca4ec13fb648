import { fieldAbout } from '../../model/answer.ts'
import type { FailureFacts } from '../../model/attempt.ts'
import type { ExpectSpec, GenerationSpec } from '../../model/scenario.ts'
import { type Decoded, decodeContent } from '../../net/content-coding.ts'
import { type Fields, valueOf } from '../../net/http1/fields.ts'

/** Whether the body has to be kept until the response is complete: it is checked, or it names the generation. */
export function needsBody(expect: ExpectSpec, generation: GenerationSpec): boolean {
  return expect.body !== undefined || generation.by === 'body'
}

/** A body as far as it was kept. */
export interface KeptBody {
  parts: readonly Buffer[]
  /** Its Content-Encoding. */
  coding: string | undefined
  /** Not all of it was kept. */
  partial?: boolean
}

/** What a complete response says. */
interface ReadAnswer {
  /** `ok`, `status`, or `invalid` where the body fails its check; `local` where it cannot be read here. */
  facts: FailureFacts
  /** The generation that its body names. */
  generation: string | undefined
}

export function readAnswer(rule: GenerationSpec, expect: ExpectSpec, status: number, kept: KeptBody): ReadAnswer {
  const { bytes, fault } = decodeBody(kept)
  const text = bytes === undefined || bytes.length === 0 ? '' : bytes.toString()
  const generation = generationFromBody(rule, text)
  if (!isExpectedStatus(expect, status))
    return { facts: { outcome: 'status', phase: 'body', code: String(status) }, generation }
  if (fault !== undefined && (expect.body !== undefined || (rule.by === 'body' && fault.outcome === 'local')))
    return { facts: fault, generation }
  return { facts: judgeText(expect.body, text), generation }
}

function decodeBody({ parts, coding, partial }: KeptBody): Decoded {
  if (parts.length === 0) return NOTHING
  const bytes = Buffer.concat(parts)
  return coding === undefined ? { bytes } : decodeContent(bytes, coding, partial)
}

const NOTHING: Decoded = { bytes: Buffer.alloc(0) }

function judgeText(expected: ExpectSpec['body'], text: string): FailureFacts {
  if (expected === undefined || matchesBody(expected, text)) return { outcome: 'ok', phase: 'body' }
  const detail = `expected a body that ${describe(expected)}, got ${JSON.stringify(text.slice(0, 200))}`
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

/** What an answer is about, for the account. */
export function aboutOf(status: number, fields: Fields): string | undefined {
  const name = fieldAbout(status)
  return name && valueOf(fields, name)
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
