import type { SeenAnswer } from '../model/answer.ts'
import type { Attempt } from '../model/attempt.ts'
import type { BucketEntry, Entry, TotalEntry } from '../model/entry.ts'
import { PUNCTUAL_MS } from '../model/entry.ts'
import type { ScheduleCount } from '../model/harness.ts'
import { noOutcomes } from '../model/outcome.ts'
import type { TrafficRecorder } from '../model/recorder.ts'
import { nameAnswers } from './answer-names.ts'
import { LABELS_KEPT, labelGenerations } from './generation-labels.ts'
import { countLabel, countOk, countSettled, createSlot, emptySlot, type Slot, slotEntry, slotIndex } from './slot.ts'

/** The account of one traffic while it runs. */
export interface OwnedTrafficRecorder {
  recorder: TrafficRecorder
  measureFrom(t: number): void
  /** Takes out the slots before the one with this index, in order. */
  take(before: number): BucketEntry[]
  /** Takes out how punctual arrivals were since the last time; undefined where there was none on a schedule. */
  takeSchedule(): ScheduleCount | undefined
  total(): TotalEntry
}

/** An answer that bore a label. */
interface Sight {
  newConnection: boolean
  due: number
  sent: number
  end: number
}

type Post = (entries: Entry[]) => void
type RecordAttempt = (attempt: Attempt, warmup: boolean, alsoDue?: number[]) => void

/** `recordAttempt` gets each attempt that is no plain `ok`. */
export function createTrafficRecorder(traffic: string, post: Post, recordAttempt: RecordAttempt): OwnedTrafficRecorder {
  const slots = createSlots()
  const schedule = countArrivals(traffic)
  const generations = labelGenerations(emitGenerationsTo(post, traffic))
  const answers = nameAnswers()
  // Counted apart from the slots, so that a mistake in either shows.
  const outcomes = noOutcomes()
  let begun = 0
  let measureFrom = Number.NEGATIVE_INFINITY

  /** A connection that was opened for a request is no older than the moment at which the request was due. */
  function countGeneration(label: string, { newConnection, due, sent, end }: Sight): number {
    const number = generations.see(label, newConnection, end, sent)
    if (number < 0) return number
    const warmup = due < measureFrom
    countLabel(slots.at(slotIndex(end), warmup).generations, number)
    if (newConnection) countLabel(slots.at(slotIndex(due), warmup).newGenerations, number)
    return number
  }

  function countAnswer(slot: Slot, answer: SeenAnswer, generation: number): void {
    if (answer.status === undefined && answer.grpcStatus === undefined) return
    const number = answers.see(answer, generation)
    if (number >= 0) countLabel(slot.answers, number)
  }

  function settlePart(attempt: Attempt, [due, ...alsoDue]: readonly number[], warmup: boolean): void {
    if (due === undefined) return
    const slot = slots.at(slotIndex(attempt.end), warmup)
    for (let i = 0; i <= alsoDue.length; i += 1) countSettled(slot, attempt)
    recordAttempt({ ...attempt, due }, warmup, alsoDue)
  }

  const recorder: TrafficRecorder = {
    begin(lateMs) {
      begun += 1
      if (lateMs !== undefined) schedule.add(lateMs)
    },
    ok(answer) {
      const { due, sent = due, end, generation, newConnection } = answer
      outcomes.ok += 1
      const slot = slots.at(slotIndex(end), due < measureFrom)
      countOk(slot, answer)
      const sight = { newConnection, due, sent, end }
      const number = generation === undefined ? -1 : countGeneration(generation, sight)
      countAnswer(slot, answer, number)
    },
    settle(attempt, answer) {
      outcomes[attempt.outcome] += 1
      const warmup = attempt.due < measureFrom
      const slot = slots.at(slotIndex(attempt.end), warmup)
      countSettled(slot, attempt)
      const { generation, connection, due, sent = due, end } = attempt
      const isTold = generation !== undefined && isComplete(attempt)
      const sight = { newConnection: !connection.reused, due, sent, end }
      const number = isTold ? countGeneration(generation, sight) : -1
      if (attempt.outcome === 'ok' && answer !== undefined) countAnswer(slot, answer, number)
      if (attempt.outcome !== 'ok' || attempt.retried !== undefined) recordAttempt(attempt, warmup)
    },
    settleUnsent(attempt, dues) {
      outcomes[attempt.outcome] += dues.length
      const early = dues.filter((due) => due < measureFrom)
      settlePart(attempt, early, true)
      settlePart(attempt, dues.slice(early.length), false)
    },
  }

  return {
    recorder,
    measureFrom: (t) => {
      measureFrom = t
    },
    take: (before) => slots.take(before, (slot) => slotEntry(slot, traffic, generations.labels, answers.pairs)),
    takeSchedule: schedule.take,
    total: () => ({ entry: 'total', traffic, begun, outcomes: { ...outcomes } }),
  }
}

function countArrivals(traffic: string) {
  let arrivals = 0
  let punctual = 0
  let latestMs = 0
  return {
    add(lateMs: number): void {
      arrivals += 1
      if (lateMs <= PUNCTUAL_MS) punctual += 1
      if (lateMs > latestMs) latestMs = lateMs
    },
    take(): ScheduleCount | undefined {
      if (arrivals === 0) return undefined
      const count = { traffic, arrivals, punctual, latestMs }
      arrivals = punctual = latestMs = 0
      return count
    },
  }
}

/** Whether a whole response came, good or bad. */
function isComplete({ outcome }: Attempt): boolean {
  return outcome === 'ok' || outcome === 'status' || outcome === 'invalid'
}

function emitGenerationsTo(post: Post, traffic: string) {
  let seen = 0
  return (generation: string, newConnection: boolean, t: number, sent: number): void => {
    post([{ entry: 'event', t, kind: 'generation-seen', generation, traffic, newConnection, sent }])
    seen += 1
    if (seen !== LABELS_KEPT) return
    const message =
      `${traffic} saw ${LABELS_KEPT} generations: the label changes with each answer, not with a restart; ` +
      'further ones are not distinguished. Choose another header or pattern for target.generation'
    post([{ entry: 'event', t, kind: 'trouble', code: 'too-many-generations', message }])
  }
}

/** The slots that are being counted: nearly always one, two around the end of a slot and of the warm-up. */
function createSlots() {
  let open: Slot[] = []
  const spare: Slot[] = []
  let current = createSlot()

  function find(index: number, warmup: boolean): Slot {
    const found = open.find((slot) => slot.index === index && slot.warmup === warmup)
    if (found) return found
    const slot = spare.pop() ?? createSlot()
    slot.index = index
    slot.warmup = warmup
    open.push(slot)
    return slot
  }

  return {
    at(index: number, warmup: boolean): Slot {
      if (current.index !== index || current.warmup !== warmup) current = find(index, warmup)
      return current
    },
    take<T>(before: number, use: (slot: Slot) => T): T[] {
      const ended = open.filter((slot) => slot.index < before).toSorted((a, b) => a.index - b.index)
      open = open.filter((slot) => slot.index >= before)
      const used = ended.map(use)
      for (const slot of ended) {
        emptySlot(slot)
        slot.index = Number.NaN
        spare.push(slot)
      }
      return used
    },
  }
}
