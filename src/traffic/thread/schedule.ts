import type { Clock } from '../../model/clock.ts'
import type { Recorder } from '../../model/recorder.ts'
import { createThrottledEvent } from './throttled-event.ts'

/** An even schedule: arrival number i (from 0) is due at `start + i * periodMs`, on the run's clock. */
export interface Pacer {
  start: number
  periodMs: number
}

export function pacerFor(start: number, ratePerSecond: number): Pacer {
  return { start, periodMs: 1000 / ratePerSecond }
}

export function dueAt({ start, periodMs }: Pacer, arrival: number): number {
  // Multiplied, not added up, so that no error of rounding accumulates over a long run.
  return start + arrival * periodMs
}

/** How many arrivals have become due until `now`, the one due at `now` included. */
export function countDue({ start, periodMs }: Pacer, now: number): number {
  return now < start ? 0 : Math.floor((now - start) / periodMs) + 1
}

/** The first arrival's time that is not before `earliest`. With a period of 0 every time is one. */
export function nextDue(pace: Pacer, earliest: number): number {
  if (earliest <= pace.start || pace.periodMs === 0) return Math.max(earliest, pace.start)
  return dueAt(pace, Math.ceil((earliest - pace.start) / pace.periodMs))
}

/** Arrivals that were started later than this after they were due show that the generator cannot keep up, milliseconds. */
export const BEHIND_MS = 100
/** Arrivals started in one turn of the event loop: a generator that makes up for all at once would not read its answers meanwhile. */
const BATCH = 50

type Behind = (lateMs: number, arrivals: number) => void

export interface ScheduleOptions {
  pace: Pacer
  clock: Clock
  /** Called once for each arrival, in order, never before it is due. */
  onDue: (due: number) => void
  /** Called about once a second while arrivals are late by more than BEHIND_MS, with the longest delay and how many there were. */
  onBehind: Behind
}

/** Records that the generator of a traffic is behind its schedule. */
export function emitBehind(traffic: string, recorder: Pick<Recorder, 'event'>, clock: Clock): Behind {
  return (lateMs, arrivals) => recorder.event({ t: clock.now(), kind: 'generator-behind', traffic, lateMs, arrivals })
}

/** Starts each arrival of an open loop when it is due, and those that became due meanwhile as soon as can be. Returns what stops it. */
export function runSchedule({ pace, clock, onDue, onBehind }: ScheduleOptions): () => void {
  const behind = createThrottledEvent((_, arrivals, lateMs) => onBehind(lateMs, arrivals), 0)
  let begun = 0
  let timer: NodeJS.Timeout
  const tick = () => {
    const now = clock.now()
    const until = Math.min(countDue(pace, now), begun + BATCH)
    while (begun < until) {
      const due = dueAt(pace, begun++)
      if (now - due > BEHIND_MS) behind.add(now - due)
      onDue(due)
    }
    behind.emit(now)
    wait()
  }
  const wait = () => {
    timer = setTimeout(tick, Math.max(0, dueAt(pace, begun) - clock.now()))
  }
  wait()
  return () => {
    clearTimeout(timer)
    behind.emit(clock.now(), true)
  }
}
