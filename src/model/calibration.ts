import type { Environment } from './environment.ts'
import type { Outcome, OutcomeCounts } from './outcome.ts'

export const CALIBRATION_SCHEMA = 'hitless.calibration/1'

/** How hitless measured a server that keeps its own count. Times in milliseconds, rates per second. */
export interface Calibration {
  schema: typeof CALIBRATION_SCHEMA
  environment: Environment
  durationMs: number
  /** `agrees`; `disagrees`, which is a bug of hitless; or `too-busy`: this machine did not let it find out. */
  status: 'agrees' | 'disagrees' | 'too-busy'
  /** What does not agree, and why nothing can be said, a sentence each. */
  disagreements: string[]
  doubts: string[]
  confusion: Confusion[]
  /** Of connections that are held, and of transfers. */
  ends: EndConfusion[]
  messages: MessageConfusion[]
  healthy: HealthCheck[]
  gaps: GapCheck
  schedules: ScheduleCheck[]
  cleanRates: CleanRate[]
}

/** What was injected into one traffic, and what it reported. */
export interface Confusion {
  traffic: string
  kind: string
  /** Requests that became due, and those that the server read. */
  begun: number
  read: number
  rows: ConfusionRow[]
}

/** What was injected in one way, and what it was reported as. */
export interface ConfusionRow<Shown extends string = Outcome> {
  /**
   * Of requests a fault, `healthy` for a good answer, `no-listener` for one that no process accepted; of connections how the server ended them, `held` where
   * it did not; of messages what it did with them. `unfounded` for connections and messages of which it knows nothing.
   */
  injected: string
  /** What this has to be reported as; `none` of what is unfounded. */
  expected: string
  count: number
  reported: Partial<Record<Shown, number>>
  /** Those reported as something else, also where only the phase or the code is another. */
  wrong: number
}

/** How an end shows in the report: a cut by its sign on the wire; `none`: no lifeline was reported. */
export const SHOWN_ENDS = ['kept', 'graceful', 'cut FIN', 'cut RST', 'cut', 'stalled', 'none'] as const
export type ShownEnd = (typeof SHOWN_ENDS)[number]

/** How the server ended the connections of one traffic, and what this reported. */
export interface EndConfusion {
  traffic: string
  kind: string
  /** Connections on the server's account, and lifelines reported. */
  held: number
  reported: number
  rows: ConfusionRow<ShownEnd>[]
}

/** What a message was reported as: `received` once and in order. */
export const SHOWN_MESSAGES = ['received', 'lost', 'unanswered', 'duplicated', 'reordered'] as const
export type ShownMessage = (typeof SHOWN_MESSAGES)[number]

/** What the server did with the numbered messages of one traffic, and what this reported, connection by connection. */
export interface MessageConfusion {
  traffic: string
  kind: string
  rows: ConfusionRow<ShownMessage>[]
}

/** A healthy server must get no failure. */
export interface HealthCheck {
  traffic: string
  kind: string
  requests: number
  failures: Partial<OutcomeCounts>
}

/** A listener that was closed for known times under new connections at a known rate. */
export interface GapCheck {
  rate: number
  periodMs: number
  rows: GapRow[]
  /** The shortest of the gaps that was seen each time, as were all longer ones; null where none was. */
  surelySeenMs: number | null
}

export interface GapRow {
  askedMs: number
  /** For how long no process listened, shortest and longest. */
  madeMs: MeasuredRange
  repetitions: number
  /** How many of them were seen: at least one request was lost. */
  seen: number
  /** Requests lost in all of them. */
  lost: number
  /** The outage that was reported of those that were seen; null where none was. */
  outageMs: MeasuredRange | null
}

export interface MeasuredRange {
  min: number
  max: number
}

export interface ScheduleCheck {
  traffic: string
  rate: number
  arrivals: number
  /** Share begun within 2 ms of due, as hitless says of itself. */
  punctual: number
  latestMs: number
  /** Share that the server had read within 2 ms of due: what hitless says, seen from outside, and no more than that. */
  readPunctual: number
}

/** The highest rate at which a healthy server got no failure and the schedule was kept. */
export interface CleanRate {
  kind: string
  /** Null where not even the lowest was. */
  rate: number | null
  tried: { rate: number; clean: boolean; why: string | null; punctual: number }[]
}
