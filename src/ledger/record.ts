import type { Attempt } from '../model/attempt.ts'
import type { Clock } from '../model/clock.ts'
import type { Entry, TrafficDeclaration } from '../model/entry.ts'
import type { ThreadRecorder } from '../model/recorder.ts'
import { slotIndex } from './slot.ts'
import { createTrafficRecorder, type OwnedTrafficRecorder } from './traffic-recorder.ts'

export interface RecorderOptions {
  clock: Clock
  /** Where entries go: to the main thread, which appends them to the journal. */
  post: (entries: Entry[]) => void
  traffic: TrafficDeclaration[]
}

/**
 * The account that a traffic thread keeps. Events and first sights of a generation are posted at once; attempts, lifelines
 * and slots are posted by `flush`, so that a storm of failures does not become a storm of messages.
 */
export function createRecorder(options: RecorderOptions): ThreadRecorder {
  const { clock, post } = options
  const accounts = new Map(options.traffic.map(({ name }) => [name, createTrafficRecorder(name, post, recordAttempt)]))
  let waiting: Entry[] = []

  function recordAttempt(attempt: Attempt, warmup: boolean, alsoDue: number[] = []): void {
    waiting.push({ entry: 'attempt', ...(warmup && { warmup }), ...attempt, ...(alsoDue.length > 0 && { alsoDue }) })
  }

  function postBefore(index: number): void {
    const slots = [...accounts.values()].flatMap((account) => account.take(index)).toSorted((a, b) => a.t - b.t)
    if (waiting.length + slots.length > 0) post([...waiting, ...slots])
    waiting = []
  }

  return {
    traffic: (name) => find(accounts, name).recorder,
    event: (event) => post([{ entry: 'event', ...event }]),
    lifeline: (lifeline) => waiting.push({ entry: 'lifeline', ...lifeline }),
    measureFrom: (t) => {
      for (const account of accounts.values()) account.measureFrom(t)
    },
    takeSchedules: () => [...accounts.values()].flatMap((account) => account.takeSchedule() ?? []),
    flush: () => postBefore(slotIndex(clock.now())),
    close: () => {
      postBefore(Number.POSITIVE_INFINITY)
      post([...accounts.values()].map((account) => account.total()))
    },
  }
}

function find(accounts: Map<string, OwnedTrafficRecorder>, name: string): OwnedTrafficRecorder {
  const account = accounts.get(name)
  if (account) return account
  throw new Error(`No traffic is named "${name}"; this thread records ${[...accounts.keys()].join(', ')}`)
}
