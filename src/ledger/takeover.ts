import { BUCKET_MS, type BucketEntry } from '../model/entry.ts'
import type { TimeSpan } from '../model/ledger.ts'
import type { ListenerHold, ProcessLife } from '../model/process.ts'
import { sliceBetween } from '../model/sorted.ts'
import type { Collected } from './collect.ts'
import { mergeLatencies } from './traffic-totals.ts'
import type { RestartWindow } from './windows.ts'

interface Facts {
  all: Collected
  processes: readonly ProcessLife[]
  listeners: readonly ListenerHold[]
}

/**
 * Between which moments a new generation first answered, where no answer names its own: by process. A look catches a connection
 * late or never, so the first answer on a connection that the old ones can no longer have accepted counts beside it, and it was
 * not before the first new process was born. Undefined where nothing was seen, or where the answers name their generation.
 */
export function boundTakeover(window: RestartWindow, facts: Facts): TimeSpan | undefined {
  const { takeover, settled, begun } = window
  if (takeover === undefined || facts.all.run.scenario.target.generation.by !== 'process') return undefined
  const fresh = findLives(settled?.new ?? [takeover.generation], facts).filter(({ bornIn }) => bornIn === window.index)
  if (fresh.length === 0) return undefined
  const to = Math.min(takeover.t, firstAnswerOfNew(window, facts))
  const born = Math.min(...listCandidates(window, fresh, facts).map((life) => life.born ?? begun.t))
  return { from: Math.min(to, firstAnswerSince(Math.max(begun.t, born), to, facts)), to }
}

/** New ones may have served, though only others were seen to. */
function listCandidates({ index }: RestartWindow, fresh: ProcessLife[], { processes, listeners }: Facts) {
  const holders = new Set(listeners.map(({ pid }) => pid))
  return [...fresh, ...processes.filter(({ pid, bornIn }) => bornIn === index && holders.has(pid))]
}

/** `pid 11`; the last to have this pid. */
function findLives(labels: readonly string[], { processes }: Facts): ProcessLife[] {
  return labels.flatMap((label) => processes.findLast(({ pid }) => label === `pid ${pid}`) ?? [])
}

/** The first good answer on a connection of its own that was opened after all old processes had let go of their listening sockets, or had ended. */
function firstAnswerOfNew(window: RestartWindow, { all, ...facts }: Facts): number {
  const released = Math.max(...window.begun.old.map((label) => findRelease(label, window, { all, ...facts })))
  if (window.begun.old.length === 0 || !Number.isFinite(released)) return Number.POSITIVE_INFINITY
  const own = new Set(
    all.run.scenario.traffic.filter(({ kind }) => all.traitsOf(kind).marksOutages).map(({ name }) => name),
  )
  const later = sliceBetween(all.buckets, released - BUCKET_MS, window.until).filter(({ traffic }) => own.has(traffic))
  return Math.min(...later.map((bucket) => firstOpenedSince(released, bucket)))
}

/** Only the ends of answers are known: a connection was opened no earlier than the slot's longest latency before. */
function firstOpenedSince(t: number, bucket: BucketEntry): number {
  const longest = mergeLatencies([bucket])?.max ?? Number.POSITIVE_INFINITY
  const ends = [bucket.firstOk, bucket.lastOk].filter((end) => end !== undefined)
  return Math.min(...ends.filter((end) => end - longest >= t))
}

/** When an old process had let go, as far as that was seen: a look sees it late, never early. */
function findRelease(label: string, { begun, until }: RestartWindow, { processes, listeners }: Facts): number {
  const life = processes.findLast(({ pid, started }) => label === `pid ${pid}` && started <= begun.t)
  if (life === undefined) return Number.POSITIVE_INFINITY
  const { pid, ended = Number.POSITIVE_INFINITY } = life
  const holds = listeners.filter((hold) => hold.pid === pid && hold.from < until && hold.from >= life.started)
  if (holds.length === 0) return ended
  return Math.min(ended, Math.max(...holds.map(({ to = Number.POSITIVE_INFINITY }) => to)))
}

/** Answers name no generation, but where there is none at all, none is of the new one. */
function firstAnswerSince(t: number, end: number, { all }: Facts): number {
  const slots = sliceBetween(all.buckets, t - BUCKET_MS, end)
  const times = slots.flatMap((slot) => {
    const { status = 0, invalid = 0 } = slot.outcomes
    const errors = status + invalid > 0 ? [Math.max(t, slot.t)] : []
    if (slot.lastOk === undefined || slot.lastOk < t) return errors
    return [...errors, slot.firstOk !== undefined && slot.firstOk >= t ? slot.firstOk : t]
  })
  return Math.min(end, ...times)
}
