import type { ChalkInstance } from 'chalk'
import type { Clock } from '../../model/clock.ts'
import type { Entry } from '../../model/entry.ts'
import type { RestartStep } from '../../model/scenario.ts'
import { countOf, formatCount, formatDuration } from '../numbers.ts'
import { clean } from '../text.ts'
import { createLive } from './live.ts'
import { createState, type News, type ProgressState } from './state.ts'

/** Shows a person how far a run has come. */
export interface Progress {
  /** Takes what goes into the journal, as it goes. */
  entry(entry: Entry): void
  /** A line that stays. */
  note(text: string): void
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
  /** That of restart/steps.ts. */
  nameStep: (step: RestartStep) => string
}

/** Progress as a picture that is redrawn in place on a terminal, elsewhere as one plain line per part of the run. */
export function createProgress(options: ProgressOptions): Progress {
  return options.isTty ? createLive(options) : createLines(options)
}

/** For `--quiet`. */
export function createQuietProgress(): Progress {
  return { entry() {}, note() {}, close() {} }
}

function createLines({ stream, clock, nameStep }: ProgressOptions): Progress {
  const state = createState(nameStep)
  let closed = false
  const say = (t: number, text: string) => closed || stream.write(`[${formatDuration(t)}] ${text}\n`)
  return {
    entry(entry) {
      const news = state.follow(entry)
      if (news) say(news.t, news.text + describeCounts(news, state))
    },
    note: (text) => void say(clock.now(), clean(text)),
    close() {
      closed = true
    },
  }
}

function describeCounts({ trouble }: News, state: ProgressState): string {
  if (trouble || state.attempts() === 0) return ''
  return ` (${countOf(state.attempts(), 'request')} so far, ${formatCount(state.failures())} failed)`
}
