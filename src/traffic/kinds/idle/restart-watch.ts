import { onAbort } from '../../../model/abort.ts'
import type { RestartPhase } from '../../../model/worker.ts'
import type { Connection } from '../../../net/connection.ts'

/** What ends the silence of an idle connection. */
export type Wake = 'lost' | 'settled' | 'stopped'

/** The restarts as an idle probe hears of them. */
export interface RestartWatch {
  /** A restart has begun and not settled. */
  active(): boolean
  /** How many restarts have settled. */
  settled(): number
  onPhase(phase: RestartPhase): void
  /**
   * Waits until the server ends `connection`, more than `seen` restarts have settled, or `running` is aborted.
   */
  wait(running: AbortSignal, seen: number, connection?: Connection): Promise<Wake>
}

export function createRestartWatch(): RestartWatch {
  const waiting = new Set<() => void>()
  let active = false
  let settled = 0

  return {
    active: () => active,
    settled: () => settled,
    onPhase(phase) {
      active = phase !== 'settled'
      if (active) return
      settled += 1
      for (const look of waiting) look()
    },
    wait(running, seen, connection) {
      const wake = (): Wake | undefined => {
        if (running.aborted) return 'stopped'
        if (connection?.usable === false) return 'lost'
        return settled > seen ? 'settled' : undefined
      }
      return new Promise((resolve) => {
        const look = () => {
          const reason = wake()
          if (reason === undefined) return
          waiting.delete(look)
          takeBack()
          if (connection !== undefined) connection.onServerEnd = undefined
          resolve(reason)
        }
        waiting.add(look)
        const takeBack = onAbort(running, look)
        if (connection !== undefined) connection.onServerEnd = look
        look()
      })
    },
  }
}
