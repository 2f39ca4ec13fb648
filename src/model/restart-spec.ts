import type { ReadySpec } from './target-spec.ts'

export interface RestartSpec {
  count: number
  /** From the beginning of one restart to that of the next, at the least. */
  everyMs: number
  steps: RestartStep[]
}

/** Whom a signal goes to: the target's main process, its old or its new generation's main process, or a pid file. */
export type SignalTo = 'main' | 'old' | 'new' | { pidFile: string }

export type RestartStep =
  | { kind: 'signal'; signal: NodeJS.Signals; to: SignalTo }
  | { kind: 'exec'; command: string; withinMs: number }
  | {
      kind: 'http'
      method: string
      url: string
      headers: Record<string, string>
      body?: string
      status: { from: number; to: number }[]
      withinMs: number
    }
  | {
      kind: 'send'
      to: { unix: string } | { host: string; port: number }
      data: string
      /** A regular expression that the answer must match; without it the answer is not waited for. */
      expect?: string
      /** The same, but it is sent again, each time on a new connection, until the answer matches. */
      until?: string
      withinMs: number
    }
  | { kind: 'write'; path: string; data: string; withinMs: number }
  | { kind: 'touch'; path: string }
  | { kind: 'start'; command?: string; ready: ReadySpec }
  | { kind: 'stop'; to: SignalTo; signal: NodeJS.Signals; withinMs: number }
  | { kind: 'wait'; until: WaitUntil; withinMs: number }
  /** Of `target.kubernetes`. `undo`: what to do with a rollout that is stuck, after which the step fails all the same. */
  | { kind: 'rollout'; change: RolloutChange; withinMs: number; undo: boolean }

export type RolloutChange =
  | { by: 'restart' }
  | { by: 'undo' }
  /** Image by the name of its container. */
  | { by: 'image'; images: Record<string, string> }

export type RestartStepKind = RestartStep['kind']

export type WaitUntil =
  /** A response of a generation not seen before this restart. */
  | { generation: 'new' }
  /** The old generation's processes have ended. */
  | { process: 'old-gone' }
  /** Somebody, or nobody, listens on the target's port. */
  | { listener: 'open' | 'closed' }
  | { file: string; present: boolean }
  | { ms: number }
