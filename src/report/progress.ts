import type { Clock } from '../model/clock.ts'
import type { Entry } from '../model/entry.ts'
import type { RestartStep } from '../model/scenario.ts'
import { countOf, formatCount, formatDuration } from './numbers.ts'
import { drawBar } from './progress-bar.ts'
import { createState, type News, type ProgressState } from './progress-state.ts'
import { clean, displayWidth } from './text.ts'

/** Shows a person how far a run has come. */
export interface Progress {
  /** Takes what goes into the journal, as it goes. */
  entry(entry: Entry): void
  /** A line that stays. */
  note(text: string): void
  /** Takes the bar away. Nothing is written afterwards. */
  close(): void
}

export interface ProgressOptions {
  /** stderr: stdout is for the summary. */
  stream: { write(text: string): unknown }
  isTty: boolean
  /** Columns of the terminal at this moment: it can be resized. */
  width: () => number
  /** How long the run is going to take, as far as the scenario tells, milliseconds; 0 where it does not. */
  plannedMs: number
  clock: Clock
  /** That of restart/steps.ts. */
  nameStep: (step: RestartStep) => string
}

const REDRAW_MS = 100

/** Progress as a bar that is redrawn in place on a terminal, elsewhere as one plain line per part of the run. */
export function createProgress(options: ProgressOptions): Progress {
  return options.isTty ? createBar(options) : createLines(options)
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

/**
 * The bar hides no cursor and switches nothing, so that a killed run leaves nothing to repair. It uses two sequences of
 * ECMA-48: cursor up (CUU) and erase to the end of the screen (ED).
 */
function createBar({ stream, width, plannedMs, clock, nameStep }: ProgressOptions): Progress {
  const state = createState(nameStep)
  let drawn = 0
  let closed = false

  function bar(): string {
    const passed = plannedMs > 0 ? Math.min(1, clock.now() / plannedMs) : null
    const facts = {
      passed,
      label: state.label(),
      attempts: state.attempts(),
      failures: state.failures(),
      rate: state.rate(clock.now()),
    }
    // The last column stays free: writing into it may move the cursor to the next line.
    return drawBar(facts, width() - 1)
  }
  function redraw(above = ''): void {
    if (closed) return
    const text = bar()
    stream.write(eraseLine(drawn, width()) + above + text)
    drawn = displayWidth(text)
  }
  const timer = setInterval(() => redraw(), REDRAW_MS).unref()
  return {
    entry(entry) {
      const news = state.follow(entry)
      if (news?.trouble) redraw(`[${formatDuration(news.t)}] ${news.text}\n`)
    },
    note: (text) => redraw(`${clean(text)}\n`),
    close() {
      if (closed) return
      closed = true
      clearInterval(timer)
      stream.write(eraseLine(drawn, width()))
    },
  }
}

/** Takes away a line of `drawn` columns, also when the terminal has since become narrower and wrapped it. */
function eraseLine(drawn: number, width: number): string {
  const wrapped = Math.ceil(drawn / Math.max(1, width)) - 1
  return `\r${wrapped > 0 ? `\u001b[${wrapped}A` : ''}\u001b[J`
}
