import type { ChalkInstance } from 'chalk'
import type { Clock } from '../../model/clock.ts'
import type { Entry } from '../../model/entry.ts'
import type { RestartStep } from '../../model/scenario.ts'

/** Shows a person how far a run has come. */
export interface ProgressView {
  /** Takes what goes into the journal, as it goes. */
  entry(entry: Entry): void
  /** A line that stays. */
  printLine(text: string): void
  /** Takes the picture away. Nothing is written afterwards. */
  close(): void
}

export interface ProgressOptions {
  /** stderr: stdout is for the summary. */
  stream: { write(text: string): unknown }
  isTty: boolean
  color: ChalkInstance
  /** Columns and rows of the terminal at this moment: it can be resized. */
  width: () => number
  rows: () => number
  /** How long the run is going to take, as far as the scenario tells, milliseconds; 0 where it does not. */
  plannedMs: number
  clock: Clock
  /** That of restart/index.ts. */
  nameStep: (step: RestartStep) => string
}
