export const VERDICTS = ['pass', 'fail', 'inconclusive'] as const
export type VerdictStatus = (typeof VERDICTS)[number]

export const GUARANTEES = [
  'no-refusals',
  'no-losses',
  'connections-kept',
  'replaced',
  'takeover',
  'responsive',
] as const
export type GuaranteeId = (typeof GUARANTEES)[number]

export interface Guarantee {
  id: GuaranteeId
  status: 'held' | 'broken' | 'not-observed'
  /** One sentence with the numbers that the status rests on. */
  evidence: string
}

export interface Reason {
  code: ReasonCode
  message: string
}

/** Why a verdict is what it is. Each is described, with its remedy, in docs/reference/verdict.md. */
export type ReasonCode =
  // why it passed
  | 'sla-met'
  // why it failed
  | 'sla-missed'
  | 'sla-missed-by-traffic'
  | 'sla-missed-in-windows'
  | 'guarantee-broken'
  | 'takeover-too-slow'
  | 'outage-too-long'
  | 'baseline-failing'
  | 'restart-ended-target'
  // why nothing is proven
  | 'not-enough-attempts'
  | 'guarantee-not-observed'
  | 'restart-not-observed'
  | 'restart-missing'
  | 'step-failed'
  | 'target-died'
  | 'only-client-errors'
  | 'local-failures'
  | 'harness-stalled'
  | 'generator-behind'
  | 'no-traffic'
  | 'interrupted'
  | 'journal-incomplete'
  | 'account-out-of-balance'

export interface Verdict {
  status: VerdictStatus
  exitCode: number
  /** What the scenario expects of itself, where it does. */
  expected?: VerdictStatus
  /** What it expects and did not come about, a sentence each; there where it expects anything. */
  unmet?: string[]
  reasons: Reason[]
}
