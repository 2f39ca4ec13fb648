import { randomBytes } from 'node:crypto'
import { onAbort } from '../../model/abort.ts'
import { type Frame, pingFrame } from '../../net/http2-frames.ts'

/** Pings of our own on a connection that other code uses, RFC 9113 §6.7. */
export interface Pings {
  /** Whether an answer may be one to them, and not to the other's. */
  awaited(): boolean
  /** Asks for a sign of life; false where none came before `signal` was aborted. */
  ask(signal: AbortSignal): Promise<boolean>
  /** Sends what has waited for the end of a frame, where that has come. */
  flush(): void
  /** An answer has come. */
  take(frame: Frame): void
  /** No answer will come any more. */
  end(): void
}

/** @param between whether nothing but whole frames has been written */
export function createPings(write: (bytes: Buffer) => void, between: () => boolean): Pings {
  const waiting: Buffer[] = []
  const asked = new Map<string, (answered: boolean) => void>()

  function flush(): void {
    if (between()) for (const ping of waiting.splice(0)) write(ping)
  }

  return {
    awaited: () => asked.size > 0,
    flush,
    ask: (signal) =>
      new Promise((resolve) => {
        const payload = randomBytes(8)
        const takeBack = onAbort(signal, () => resolve(false))
        asked.set(payload.toString('hex'), (answered) => {
          takeBack()
          resolve(answered)
        })
        waiting.push(pingFrame(payload))
        flush()
      }),
    take({ start }) {
      const key = start.toString('hex')
      asked.get(key)?.(true)
      asked.delete(key)
    },
    end() {
      for (const settle of asked.values()) settle(false)
    },
  }
}
