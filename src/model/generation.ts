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
  /** When the old generation had gone; undefined while it lives. */
  oldGone(): number | undefined
  /** What is missing, in words, for a person who wonders why a restart does not count as seen or settled. */
  describeProgress(): string
}
