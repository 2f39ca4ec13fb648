import type { Attempt } from '../model/attempt.ts'
import type { Confusion } from '../model/calibration.ts'
import { noOutcomes, type Outcome, type OutcomeCounts } from '../model/outcome.ts'
import { buildConfusionMatrix, type ComparedCounts, type ExpectedReports } from './confusion-matrix.ts'
import { ALL_FAULTS, EXPECTED, isAsExpected } from './expected.ts'
import type { Committed, ListenerGap, ServerLog } from './server/protocol.ts'

/** What one traffic says that it saw. */
export interface Seen {
  traffic: string
  kind: string
  /** The path that it asked for, with its query. */
  target: string
  begun: number
  outcomes: OutcomeCounts
  /** All of its attempts that did not end `ok`. */
  attempts: readonly Attempt[]
}

const EXPECTED_OUTCOMES: ExpectedReports<Outcome> = [
  ['healthy', 'ok'],
  ...ALL_FAULTS.map((fault) => [fault, EXPECTED[fault].outcome] as const),
  ['no-listener', 'refused'],
]

/** Two threads read the same clock to within this, milliseconds. */
const SLACK_MS = 1

/**
 * Holds what a traffic reported against what the server did, request by request: a fault and an attempt belong together that
 * were on the same connection at the same time. What no attempt belongs to was taken for a good answer.
 */
export function compareRequests(account: ServerLog, gaps: readonly ListenerGap[], seen: Seen): Confusion {
  const { traffic, kind, target, begun, outcomes } = seen
  const committed = account.committed.filter((one) => one.target === target)
  const { pairs, strangers } = match(committed, seen.attempts)
  const unheard = strangers.filter((attempt) => isLostIn(gaps, attempt))
  const unfounded = strangers.filter((attempt) => !unheard.includes(attempt))
  const read = account.requests[target] ?? 0
  const silentlyOk = committed.length - pairs.length
  const compared = [
    compareHealthy(read - committed.length, outcomes.ok - silentlyOk, unfounded),
    ...ALL_FAULTS.flatMap((fault) => compareFault(fault, committed, pairs)),
    ...compareUnheard(begun - read, unheard),
  ]
  return { traffic, kind, begun, read, rows: buildConfusionMatrix(EXPECTED_OUTCOMES, compared) }
}

interface Pair {
  fault: Committed
  attempt: Attempt
}

function match(committed: readonly Committed[], attempts: readonly Attempt[]): { pairs: Pair[]; strangers: Attempt[] } {
  const byPort = new Map<number, Attempt[]>()
  for (const attempt of attempts) {
    const { localPort = 0 } = attempt.connection
    byPort.set(localPort, [...(byPort.get(localPort) ?? []), attempt])
  }
  const pairs: Pair[] = []
  const taken = new Set<Attempt>()
  for (const fault of committed) {
    const attempt = byPort.get(fault.port)?.find((one) => !taken.has(one) && wasUnderWay(one, fault.at))
    if (attempt === undefined) continue
    taken.add(attempt)
    pairs.push({ fault, attempt })
  }
  return { pairs, strangers: attempts.filter((attempt) => !taken.has(attempt)) }
}

function wasUnderWay({ sent, end }: Attempt, at: number): boolean {
  return sent !== undefined && sent - SLACK_MS <= at && at <= end + SLACK_MS
}

/** Refused, or caught in the accept queue as the listener closed: nothing of it reached the server. */
export function isLostIn(gaps: readonly ListenerGap[], { outcome, due, end }: Attempt): boolean {
  if (outcome !== 'refused' && outcome !== 'reset') return false
  return gaps.some(({ closing, open }) => end >= closing - SLACK_MS && due <= open + SLACK_MS)
}

function compareHealthy(count: number, ok: number, failures: readonly Attempt[]): ComparedCounts<Outcome> {
  const reported = { ...tally(failures), ok }
  // A good answer of the server that is not counted would be wrong as well.
  return { injected: 'healthy', count, reported, wrong: Math.max(failures.length, Math.abs(count - ok)) }
}

function compareFault(
  fault: Committed['fault'],
  committed: readonly Committed[],
  pairs: readonly Pair[],
): ComparedCounts<Outcome>[] {
  const count = committed.filter((one) => one.fault === fault).length
  if (count === 0) return []
  const own = pairs.filter((pair) => pair.fault.fault === fault)
  const ok = count - own.length
  const asExpected = own.filter((pair) => isAsExpected(pair.fault, pair.attempt)).length
  const right = EXPECTED[fault].outcome === 'ok' ? ok : asExpected
  return [
    { injected: fault, count, reported: { ...tally(own.map(({ attempt }) => attempt)), ok }, wrong: count - right },
  ]
}

function compareUnheard(count: number, attempts: readonly Attempt[]): ComparedCounts<Outcome>[] {
  if (count === 0 && attempts.length === 0) return []
  const wrong = Math.abs(count - attempts.length)
  return [{ injected: 'no-listener', count: Math.max(0, count), reported: tally(attempts), wrong }]
}

/** Outcomes that occurred. */
export function tally(attempts: readonly Attempt[]): Partial<OutcomeCounts> {
  const counts = noOutcomes()
  for (const { outcome } of attempts) counts[outcome] += 1
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}
