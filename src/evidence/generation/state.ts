import type { Clock } from '../../model/clock.ts'
import type { GenerationSpec } from '../../model/scenario.ts'

export interface GenerationOptions {
  by: GenerationSpec['by']
  clock: Clock
  /** Whether the target's processes can be seen on this machine. */
  visible: boolean
  /** The command line of the latest process with a pid. */
  commandOf?: (pid: number) => string | undefined
}

/** One process of the target, from its start to its end: a pid may name several, one after the other. */
export interface ServerProcess {
  pid: number
  ppid: number
  parent: ServerProcess | undefined
  started: number
  ended?: number
  /** It was seen to hold a listening socket. */
  listened: boolean
  /** How many listening sockets it holds now, and since when any. */
  holding: number
  heldSince?: number
  firstServed?: number
}

/** When answers bore a label. */
export interface LabelTimes {
  first: number
  last: number
  /** `first` is the very moment, not the end of a slot. */
  exact: boolean
  /** The first answer that an older generation cannot have given: its request was sent after the last restart had begun. */
  proven?: number
  /** An answer whose request had been sent long before that. */
  askedBefore?: number
}

/** What was so when a restart began. */
export interface RestartStart {
  begun: number
  /** Every label seen before. */
  oldLabels: Set<string>
  /** Those of them that had answered last. */
  answering: string[]
  /** Processes that lived and served, or could have been about to: see generation/old.ts. */
  old: ServerProcess[]
  /** All processes that lived. */
  alive: Set<ServerProcess>
  /** Those of them that had workers, and how many generations of descendants these were. */
  parents: Map<ServerProcess, number>
}

/** Ends of the first and of the last good answer in a slot. */
export interface Answers {
  first: number
  last: number
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
  /** Since then. */
  answers: Answers[]
  /** The longest latencies before the first restart: of all traffic, and of what is not slow by intent. */
  longestMs: number
  longestQuickMs: number
}

/** It serves, or it could: a listening socket is shared by those who hold it. */
export function takesConnections({ holding, firstServed }: ServerProcess): boolean {
  return holding > 0 || firstServed !== undefined
}

/** The label of a generation that its process identifies. */
export function nameProcess(pid: number): string {
  return `pid ${pid}`
}

/** Longer command lines hide the sentence that they stand in. */
const COMMAND_CHARS = 60

export function describeProcess({ commandOf }: GenerationOptions, { pid }: ServerProcess): string {
  const command = commandOf?.(pid)?.slice(0, COMMAND_CHARS)
  return command === undefined ? nameProcess(pid) : `${nameProcess(pid)} (${command})`
}
