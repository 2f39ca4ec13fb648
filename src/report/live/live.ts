import type { Entry } from '../../model/entry.ts'
import { countFailures } from '../../model/outcome.ts'
import { clean } from '../../text/clean.ts'
import { formatDuration } from '../../text/numbers.ts'
import { drawFrame } from './frame.ts'
import { createRecent } from './recent.ts'
import { createScreen } from './screen.ts'
import { createState, type News } from './state.ts'
import { createStrip } from './strip.ts'
import type { ProgressOptions, ProgressView } from './view.ts'

const REDRAW_MS = 100
const STRIP_COLUMNS = 72
const EVENTS_SHOWN = 3
/** Percentiles are worked out no more often than they can be read. */
const P99_MS = 1000

/** The picture of a run on a terminal, ten times a second. Trouble stays above it, in the terminal's history. */
export function createLive({ stream, color, width, rows, plannedMs, clock, nameStep }: ProgressOptions): ProgressView {
  const state = createState(nameStep)
  const recent = createRecent()
  const strip = createStrip(STRIP_COLUMNS, plannedMs)
  const screen = createScreen(stream, width)
  const events: string[] = []
  let p99: { at: number; value: ReturnType<typeof recent.p99> } = { at: Number.NEGATIVE_INFINITY, value: null }

  function frame(): string[] {
    const now = clock.now()
    if (now - p99.at >= P99_MS) p99 = { at: now, value: recent.p99(now) }
    const facts = {
      passed: plannedMs > 0 ? Math.min(1, now / plannedMs) : null,
      label: state.label(),
      attempts: state.attempts(),
      outcomes: state.outcomes(),
      rate: state.rate(now),
      p99: p99.value,
      generations: recent.generations(now),
      strip: strip.columns(),
      recent: events,
    }
    // The last column stays free: writing into it may move the cursor to the next line.
    return drawFrame(facts, color, width() - 1, rows())
  }

  function follow(entry: Entry): void {
    if (entry.entry === 'bucket') {
      recent.add(entry)
      strip.add(entry.t, entry.outcomes.ok ?? 0, countFailures(entry.outcomes))
    }
    if (entry.entry === 'event' && entry.kind === 'restart-begun') strip.mark(entry.t, entry.index)
  }

  function showNews(news: News): void {
    const line = `[${formatDuration(news.t)}] ${news.text}`
    if (news.trouble) return screen.draw(frame(), `${line}\n`)
    events.push(line)
    if (events.length > EVENTS_SHOWN) events.shift()
  }

  const timer = setInterval(() => screen.draw(frame()), REDRAW_MS).unref()
  return {
    entry(entry) {
      follow(entry)
      const news = state.follow(entry)
      if (news) showNews(news)
    },
    printLine: (text) => screen.draw(frame(), `${clean(text)}\n`),
    close() {
      clearInterval(timer)
      screen.close()
    },
  }
}
