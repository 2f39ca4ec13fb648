import type { SlaSpec } from './scenario.ts'
import type { GuaranteeId } from './verdict.ts'

export const PLAN_SCHEMA = 'hitless.plan/1'

/** What a scenario will do and what that can prove, said before it is run. Durations in milliseconds, shares 0..1. */
export interface Plan {
  schema: typeof PLAN_SCHEMA
  scenario: { name: string; file: string | null }
  sla: Pick<SlaSpec, 'availability' | 'confidence' | 'clients'>
  /** At the least: a restart that takes longer than the interval makes the run longer. */
  durationMs: { warmup: number; baseline: number; restarts: number; cooldown: number; total: number }
  restarts: { count: number; everyMs: number }
  /** In the measured part, if the last restart takes no time. */
  traffic: PlannedTraffic[]
  /** Of all traffic of which a number is known. */
  requests: number
  claim: Claim
  /** Absent where the scenario sets no `sla.windows`, or nothing has to be proven. */
  windows?: WindowsClaim
  /** What keeps the scenario from a pass however well the target does. Empty where nothing does. */
  obstacles: Obstacle[]
  /** Each of them alone would bring the requests that are missing. */
  changes: ScenarioChange[]
  /** How the share of restarts with a loss is bounded, if none of them has one. */
  lossBounds: LossBound[]
  /** The shortest listener gap that `fresh` traffic can't miss: its period; null without any. */
  resolutionMs: number | null
}

export interface PlannedTraffic {
  name: string
  kind: string
  /** Requests per second; null where the target decides. */
  perSecond: number | null
  /** Requests in the measured part; null where the target decides. */
  requests: number | null
  /** What the number rests on, or why there is none. */
  because: string
}

export interface Claim {
  /** Requests that prove it without a failure, and with one; null where no number does, or nothing has to be proven. */
  needed: { withoutFailure: number; withOne: number } | null
  /** `yes`, `no`, or `depends`: on how many requests the target answers in a closed loop, or on how long its last restart takes. */
  provable: 'yes' | 'no' | 'depends'
  /** Requests that are missing, if none fails. */
  missing: number
  /** How much longer the restarts would have to take to bring them, milliseconds; null where no traffic has a rate. */
  missingMs: number | null
  /** How many failures the known requests can bear; null where not even none, or nothing has to be proven. */
  failuresAllowed: number | null
}

/** A share of requests around the restarts alone. */
export interface WindowsClaim {
  target: number
  /** `depends`: on how long the restarts take. `no`: no number of requests proves it. */
  provable: 'depends' | 'no'
  needed: Claim['needed']
  /** How long each restart has to take for the known requests to be enough, if none fails, milliseconds; null where no number is known. */
  eachMs: number | null
}

export type Obstacle =
  | { code: 'not-enough-attempts'; message: string }
  | { code: 'guarantee-not-observed'; guarantee: GuaranteeId; message: string }

export interface ScenarioChange {
  /** The key of the scenario, such as `traffic.http.rate`. */
  key: string
  /** As it would be written. */
  from: string
  to: string
  totalMs: number
}

export interface LossBound {
  /** At most this share of all restarts has a loss. */
  share: number
  /** Restarts without a loss that show it. */
  restarts: number
  totalMs: number
}
