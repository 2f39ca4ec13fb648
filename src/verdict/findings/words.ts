import type { AttributedLifeline } from '../../model/lifeline.ts'
import { FAILURES } from '../../model/outcome.ts'
import { countOf, formatCount, formatDuration } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import type { Loss } from './loss.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'

/** The indexes of the restarts that some losses or lifelines belong to, in order. */
export function restartsOf(parts: readonly { restart: number | null }[]): number[] {
  const indexes = parts.map(({ restart }) => restart).filter((index) => index !== null)
  return [...new Set(indexes)].toSorted((a, b) => a - b)
}

/** `in 2 of 3 restarts`; of a single one `in the restart`. */
export function inRestarts(indexes: readonly number[], { spans }: Pick<RuleInput, 'spans'>): string {
  return spans.length === 1
    ? 'in the restart'
    : `in ${formatCount(indexes.length)} of ${countOf(spans.length, 'restart')}`
}

/** `12 dropped, 4 reset and 3 answered with 502`. */
export function describeOutcomes(losses: readonly Loss[]): string {
  const kinds = FAILURES.filter((outcome) => outcome !== 'status').flatMap((outcome) => {
    const count = losses.filter((loss) => loss.outcome === outcome).length
    return count > 0 ? [`${formatCount(count)} ${outcome}`] : []
  })
  return listed([...kinds, ...describeStatuses(losses)])
}

function describeStatuses(losses: readonly Loss[]): string[] {
  const names = losses.filter(({ outcome }) => outcome === 'status').map(nameStatus)
  const kinds = [...new Set(names)].toSorted()
  return kinds.map((kind) => `${formatCount(names.filter((name) => name === kind).length)} answered with ${kind}`)
}

/** `503`; of gRPC `UNAVAILABLE`, since its HTTP status is 200. */
export function nameStatus({ code, attempt }: Loss): string {
  return code ?? String(attempt.status ?? 'another status')
}

/** When they ended, counted from a moment: `42 ms` or `from 42 ms to 145 ms`. */
export function describeAges(ends: readonly number[], from: number): string {
  const ages = ends.map((end) => Math.max(0, end - from))
  const range = describeRange(ages)
  return range.includes(' to ') ? `from ${range}` : range
}

/** `49 ms to 1.2 s`, or one of the two where they read the same. */
export function describeRange(times: readonly number[]): string {
  return [...new Set([Math.min(...times), Math.max(...times)].map((ms) => formatDuration(ms)))].join(' to ')
}

/** The restart with the most of some losses. */
export function worstOf(losses: readonly Loss[], spans: readonly RestartSpan[]): RestartSpan | undefined {
  const counts = spans.map((span) => losses.filter(({ restart }) => restart === span.index).length)
  return spans[counts.indexOf(Math.max(...counts))]
}

/** What sending again made good, and what it would have. */
export function countRetries(losses: readonly Loss[]): { retried: number; retryable: number } {
  return {
    retried: losses.filter(({ hidden }) => hidden).length,
    retryable: losses.filter(({ attempt }) => attempt.retried === undefined && attempt.retryable).length,
  }
}

/** How many of these a client that retries as RFC 9110 allows does not see. */
export function describeRetries(losses: readonly Loss[]): string {
  const again = losses.filter(({ attempt }) => attempt.retried !== undefined)
  const { retried, retryable } = countRetries(losses)
  const resent = `${formatCount(retried)} of them succeeded when they were retried`
  if (again.length === losses.length) return resent
  const rest = `a client that retries as RFC 9110 allows would have hidden ${formatCount(retryable)} of them`
  return again.length === 0 ? rest : `${resent}; ${rest}`
}

/** `15 requests and 5 long-lived connections`. */
export function countVictims(losses: readonly unknown[], lifelines: readonly unknown[]): string {
  return listed([
    ...(losses.length > 0 ? [countOf(losses.length, 'request')] : []),
    ...(lifelines.length > 0 ? [countOf(lifelines.length, 'long-lived connection')] : []),
  ])
}

/** Lost requests by how, and lifelines by kind: `18 requests (3 reset and 15 dropped) and 15 websocket connections`. */
export function describeVictims(losses: readonly Loss[], lifelines: readonly AttributedLifeline[]): string {
  return listed([
    ...(losses.length > 0 ? [`${countOf(losses.length, 'request')} (${describeOutcomes(losses)})`] : []),
    ...(lifelines.length > 0 ? [describeKinds(lifelines)] : []),
  ])
}

/** `5 websocket and 4 sse connections`. */
export function describeKinds(lifelines: readonly AttributedLifeline[]): string {
  const kinds = [...new Set(lifelines.map(({ kind }) => kind))]
  const counts = kinds.map((kind) => `${formatCount(lifelines.filter((one) => one.kind === kind).length)} ${kind}`)
  return `${listed(counts)} ${lifelines.length === 1 ? 'connection' : 'connections'}`
}
