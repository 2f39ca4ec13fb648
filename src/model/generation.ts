/**
 * Which generation of the target answers, before and after a restart. Fed by what the traffic threads read from responses
 * and by the processes that serve the target's connections; see evidence/generation.ts.
 */
export interface GenerationView {
  /** A restart begins: whatever has been seen until now is old. */
  beginRestart(): void
  /** Generations that served when the restart began. */
  old(): string[]
  /** Generations first seen since. */
  fresh(): string[]
  /** The first answer that a new generation gave since the restart began. */
  takeover(): { t: number; generation: string } | undefined
  /** When the old generation was gone; undefined while it is alive. */
  oldGone(): number | undefined
  /** Nothing but the silence of its label shows that the old generation is gone. */
  goesBySilence(): boolean
  /** What is missing, in words, for a person who wonders why a restart does not count as seen or settled. */
  describeProgress(): string
  /**
   * Before anything is restarted: why a restart could not be recognized here, and what would help. Undefined where nothing speaks against it.
   * @param since when the target was ready: what came and went before was its launch
   */
  findObstacle(since: number): string | undefined
}

/** What the answers of a slot tell of whether the target goes on answering. */
export interface AnsweredSlot {
  /** Ends of the first and of the last good answer in it. */
  first: number
  last: number
  /** The longest latency among them, milliseconds. */
  longestMs: () => number
  /** Of a traffic whose requests take long by intent. */
  slow: boolean
}

/** What the traffic reports of answers. */
export interface AnswerFeed {
  /** The first answer that bore this label (the header's value or the body's match), at the very moment, and when its request was sent. */
  answer(t: number, label: string, sent?: number): void
  /** At least one answer of the slot that ended at `t` bore this label. */
  seenAt(t: number, label: string): void
  /** At least one answer, which came until `t`, on a connection that was opened at `opened` or later bore this label. */
  seenOnNew(opened: number, t: number, label: string): void
  answered(slot: AnsweredSlot): void
}
