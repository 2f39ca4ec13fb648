/**
 * The ways in which an attempt can end. Every attempt has exactly one outcome, so that
 * `attempts = ok + failures + unfinished + local` always balances. See docs/reference/outcomes.md.
 */
export const OUTCOMES = [
  'ok',
  'refused',
  'reset',
  'dropped',
  'truncated',
  'timeout',
  'status',
  'invalid',
  'unfinished',
  'local',
] as const

export type Outcome = (typeof OUTCOMES)[number]

/** The outcomes that count against the SLA. */
export const FAILURES = [
  'refused',
  'reset',
  'dropped',
  'truncated',
  'timeout',
  'status',
  'invalid',
] as const satisfies readonly Outcome[]

export type FailureOutcome = (typeof FAILURES)[number]

/**
 * Where an attempt was when it ended: waiting for a free connection, connecting, in the TLS handshake, waiting for
 * the response's headers (from the first request byte on), or receiving its body.
 */
export const PHASES = ['queue', 'connect', 'tls', 'headers', 'body'] as const
export type Phase = (typeof PHASES)[number]

/** How many attempts ended in each phase. */
export type PhaseCounts = Record<Phase, number>

export function noPhases(): PhaseCounts {
  return { queue: 0, connect: 0, tls: 0, headers: 0, body: 0 }
}

/** How many attempts ended in each way. */
export type OutcomeCounts = Record<Outcome, number>

export function noOutcomes(): OutcomeCounts {
  return {
    ok: 0,
    refused: 0,
    reset: 0,
    dropped: 0,
    truncated: 0,
    timeout: 0,
    status: 0,
    invalid: 0,
    unfinished: 0,
    local: 0,
  }
}

/** Adds `more` to `sum` in place and returns `sum`. */
export function addOutcomes(sum: OutcomeCounts, more: Partial<OutcomeCounts>): OutcomeCounts {
  for (const outcome of OUTCOMES) sum[outcome] += more[outcome] ?? 0
  return sum
}

export function isFailure(outcome: Outcome): outcome is FailureOutcome {
  return (FAILURES as readonly Outcome[]).includes(outcome)
}

export function countFailures(counts: Partial<OutcomeCounts>): number {
  return FAILURES.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0)
}

export function countAttempts(counts: Partial<OutcomeCounts>): number {
  return OUTCOMES.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0)
}

/** Those that got an answer, of whatever status. */
export function countAnswered({ ok = 0, status = 0, invalid = 0 }: Partial<OutcomeCounts>): number {
  return ok + status + invalid
}
