import type { Clock } from './clock.ts'
import type { RunEvent } from './event.ts'
import type { AnswerFeed, GenerationView } from './generation.ts'
import type { GenerationSpec } from './scenario.ts'
import type { Exit, TrackedProcess } from './target.ts'

/** Where connections to the target arrive: its port, and the addresses under which it is reached. */
export interface ListenAddress {
  port: number
  addresses: string[]
}

/** How often it is looked who serves: ten times a second during a restart, twice a second in calm. */
export type SamplingRate = 'fast' | 'slow'

/** Watches all processes that ever belonged to the target. */
export interface ProcessWatch {
  /** Takes a process in. Undefined where it does not exist. */
  add(pid: number, ours: boolean): TrackedProcess | undefined
  /** A process that is never taken in. */
  exclude(pid: number): void
  processes(): TrackedProcess[]
  living(): TrackedProcess[]
  /** Looks at everything now, but for who serves. */
  refresh(): void
  /** Whether anybody listens on the target's address and port; undefined where that can't be seen. */
  listening(): boolean | undefined
  /** Whether anybody was ever seen to listen there. */
  hasListened(): boolean
  /** From now on; `fast` looks at who serves at once. */
  setSamplingRate(rate: SamplingRate): void
  close(): void
}

/** What is watched of a target, from before its launch until it has been stopped. */
export interface Evidence {
  watch: ProcessWatch
  generations: GenerationView & AnswerFeed
  /** The process that served a connection from this port of ours, from its opening to its end, as far as it was seen. */
  peerOf(localPort: number, opened: number, closed: number): number | undefined
}

export interface EvidenceOptions {
  clock: Clock
  onEvent: (event: RunEvent) => void
  /** How generations are identified. */
  by: GenerationSpec['by']
  /** Value of the environment marker that the target is launched with. */
  marker: string
  /** Absent where the target's sockets are not on this machine. */
  socket?: ListenAddress
  pidFile?: string
  /** Processes that started earlier, in clock ticks since boot, are strangers; absent for attached targets. */
  notBefore?: number
  /** Receives every process of the target that was launched by hitless, or descends from one. */
  onOwnProcess: (process: TrackedProcess) => void
  /** How a child of this process ended; `pending` until the system has reported it, undefined for all other processes. */
  exitOf: (process: TrackedProcess) => Exit | 'pending' | undefined
}

export type OpenEvidence = (options: EvidenceOptions) => Evidence
