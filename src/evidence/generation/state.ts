import type { Clock } from '../../model/clock.ts'
import type { GenerationSpec } from '../../model/scenario.ts'

export interface GenerationOptions {
  by: GenerationSpec['by']
  clock: Clock
  /** Whether the target's processes can be seen on this machine. */
  visible: boolean
}

/** One process of the target, from its start to its end: a pid may name several, one after the other. */
export interface ServerProcess {
  pid: number
  parent: ServerProcess | undefined
  started: number
  ended?: number
  /** It was seen to hold a listening socket. */
  listened: boolean
  firstServed?: number
}

/** When answers bore a label. */
export interface LabelTimes {
  first: number
  last: number
  /** `first` is the very moment, not the end of a slot. */
  exact: boolean
}

/** What was so when a restart began. */
export interface RestartStart {
  begun: number
  /** Every label seen before. */
  oldLabels: Set<string>
  /** Those of them that had answered last. */
  answering: string[]
  /** Processes that had served and lived. */
  oldServing: ServerProcess[]
  /** All processes that lived. */
  alive: Set<ServerProcess>
}

/** What was seen until now, which the rules of takeover and of the end of the old generation read. */
export interface GenerationState extends GenerationOptions {
  labels: Map<string, LabelTimes>
  /** All that were ever seen, in order of appearance. */
  processes: ServerProcess[]
  /** Those that live, by pid. */
  living: Map<number, ServerProcess>
  /** The last restart that has begun. */
  restart: RestartStart | undefined
}
