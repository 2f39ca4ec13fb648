import { nameProcess } from '../evidence/generation/state.ts'
import { mergeLatencies } from '../ledger/traffic-totals.ts'
import type { Clock } from '../model/clock.ts'
import { BUCKET_MS, type BucketEntry, type Entry } from '../model/entry.ts'
import type { AnswerFeed } from '../model/generation.ts'
import type { GenerationSpec, Scenario } from '../model/scenario.ts'
import type { Target } from '../model/target.ts'
import { traitsOf } from '../traffic/index.ts'
import type { RunRecord } from './record.ts'
import { startTraffic, type Traffic } from './traffic.ts'

/** Starts the traffic of a scenario. What it saw goes to the record, and to the target what it saw of generations. */
export function openTraffic(scenario: Scenario, clock: Clock, target: Target, record: RunRecord): Promise<Traffic> {
  const { url, tls, generation } = scenario.target
  const plan = {
    origin: clock.origin,
    url,
    tls,
    generation,
    traffic: scenario.traffic,
    retrying: scenario.sla.clients === 'retrying',
    graceMs: scenario.timing.graceMs,
  }
  return startTraffic(plan, (entries) => {
    feedGenerations(entries, scenario, target.generations, clock.now())
    record.entries(annotateLifelines(entries, target, generation.by))
  })
}

/** First sightings at their moment, later ones by slot. */
function feedGenerations(entries: Entry[], scenario: Scenario, generations: AnswerFeed, now: number): void {
  for (const entry of entries) {
    if (entry.entry === 'event' && entry.kind === 'generation-seen')
      generations.answer(entry.t, entry.generation, entry.sent)
    if (entry.entry === 'bucket') feedSlot(entry, scenario, generations, now)
  }
}

function feedSlot(slot: BucketEntry, { traffic }: Scenario, generations: AnswerFeed, now: number): void {
  const { t, firstOk: first, lastOk: last } = slot
  const end = t + BUCKET_MS
  for (const label of Object.keys(slot.generations ?? {})) generations.seenAt(end, label)
  for (const label of Object.keys(slot.newGenerations ?? {})) {
    // Those that took long are counted in the slot in which their request was due, after their answer has come.
    const answered = slot.generations?.[label] === undefined ? now : end
    generations.seenOnNew(t, answered, label)
  }
  if (first === undefined || last === undefined) return
  const kind = traffic.find(({ name }) => name === slot.traffic)?.kind
  const slow = kind !== undefined && traitsOf(kind).slow !== undefined
  generations.answered({ first, last, slow, longestMs: () => mergeLatencies([slot])?.max ?? 0 })
}

/** Adds to the lifelines among the entries who was at their other end; where generations are identified by process, that is theirs. */
export function annotateLifelines(entries: Entry[], target: Pick<Target, 'peerOf'>, by: GenerationSpec['by']): Entry[] {
  return entries.map((entry) => {
    if (entry.entry !== 'lifeline' || entry.localPort === undefined) return entry
    const peerPid = target.peerOf(entry.localPort, entry.opened, entry.closed)
    if (peerPid === undefined) return entry
    const generation = entry.generation ?? (by === 'process' ? nameProcess(peerPid) : undefined)
    return { ...entry, peerPid, ...(generation !== undefined && { generation }) }
  })
}
