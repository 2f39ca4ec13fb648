import { clean } from '../../text/clean.ts'
import { countOf, formatCount, formatDuration } from '../../text/numbers.ts'
import { createLive } from './live.ts'
import { createState, type News, type ProgressState } from './state.ts'
import type { ProgressOptions, ProgressView } from './view.ts'

/** Progress as a picture that is redrawn in place on a terminal, elsewhere as one plain line per part of the run. */
export function createProgress(options: ProgressOptions): ProgressView {
  return options.isTty ? createLive(options) : createLines(options)
}

/** For `--quiet`. */
export function createQuietProgress(): ProgressView {
  return { entry() {}, printLine() {}, close() {} }
}

function createLines({ stream, clock, nameStep }: ProgressOptions): ProgressView {
  const state = createState(nameStep)
  let closed = false
  const printAt = (t: number, text: string) => closed || stream.write(`[${formatDuration(t)}] ${text}\n`)
  return {
    entry(entry) {
      const news = state.follow(entry)
      if (news) printAt(news.t, news.text + describeCounts(news, state))
    },
    printLine: (text) => void printAt(clock.now(), clean(text)),
    close() {
      closed = true
    },
  }
}

function describeCounts({ trouble }: News, state: ProgressState): string {
  if (trouble || state.attempts() === 0) return ''
  return ` (${countOf(state.attempts(), 'request')} so far, ${formatCount(state.failures())} failed)`
}
