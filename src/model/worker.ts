import type { Entry } from './entry.ts'
import type { GenerationSpec, TlsSpec, TrafficSpec, TrafficTraits } from './scenario.ts'

/** The scenario's own clients: whether retryable failures are sent again, on a new connection. */
interface Retrying {
  retrying: boolean
}

/** Whether the clients of a traffic retry: as it says itself, or else as the scenario does. */
export function retries({ clients }: Pick<TrafficSpec, 'clients'>, { retrying }: Retrying): boolean {
  return clients === undefined ? retrying : clients === 'retrying'
}

/**
 * What a traffic thread (run/threads/traffic.ts) is given as its `workerData`. The thread answers with
 * `ready`, waits for `start`, and sends the entries that it counted at least once per slot.
 */
export interface WorkerPlan extends Retrying {
  /** Its name, under which it reports its own troubles. */
  thread: TrafficTraits['thread']
  /** Origin of the run's clock, see Clock. */
  origin: bigint
  url: string
  tls: TlsSpec
  generation: GenerationSpec
  traffic: TrafficSpec[]
  /** How long requests in flight may take to end after `stop`, milliseconds. */
  graceMs: number
}

/**
 * A restart begins, was seen to bring a new generation (where it was), or has settled: idle connections stay silent from the first
 * to the last, and speak after it.
 */
export type RestartPhase = 'begun' | 'takeover' | 'settled'

export type ToWorker =
  /** Begin to send at `at`; attempts due before `measureFrom` are of the warm-up. Both on the run's clock. */
  | { type: 'start'; at: number; measureFrom: number }
  | { type: 'restart'; index: number; phase: RestartPhase }
  /**
   * No new attempts; what is in flight has graceMs to end, then counts as `unfinished`. `hurried`: half a second at the most, since
   * the user waits; may be sent after a `stop` that was not.
   */
  | { type: 'stop'; hurried: boolean }

export type FromWorker =
  | { type: 'ready' }
  | { type: 'entries'; entries: Entry[] }
  /** All attempts have an outcome, the totals have been sent, and the thread ends by itself. */
  | { type: 'done' }
