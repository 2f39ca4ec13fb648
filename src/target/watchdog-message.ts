import type { TrackedProcess } from '../evidence/process-set.ts'
import type { CleanOptions } from './clean.ts'

/** What hitless tells its guard, one JSON object a line. Its end without `done` means that hitless was killed. */
export type GuardMessage =
  | {
      type: 'target'
      marker: string
      pidFile?: string
      socket?: { port: number; addresses: string[] }
      clean: CleanOptions
    }
  | { type: 'member'; member: Pick<TrackedProcess, 'pid' | 'ppid' | 'pgrp' | 'session' | 'startTicks'> }
  | { type: 'done' }
