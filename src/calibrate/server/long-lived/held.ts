import type { HeldEnd, PlannedKind, Said } from './plan.ts'

export type HeldKind = PlannedKind | 'download' | 'upload'

/** A connection that the server held, as it treated it. */
export interface Held {
  kind: HeldKind
  /** The client's. */
  port: number
  opened: number
  /** What it did to it: `held` until then, and where it did nothing. */
  end: HeldEnd
  said: Said
  /** Both sides have done with it. */
  closed: boolean
}
