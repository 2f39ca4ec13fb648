import type { Attempt } from '../../../model/attempt.ts'
import type { OkAnswer, TrafficRecorder } from '../../../model/recorder.ts'
import type { RequestSpec } from '../../../model/scenario.ts'
import type { Exchange } from '../../exchange/result.ts'
import { firstTry } from '../../exchange/retry.ts'

/** Sends a request once more, on a connection of its own. */
export type SendAgain = (request: RequestSpec, due: number) => Promise<Exchange>

/** The attempts of one traffic between their beginning and their end. */
export interface Account {
  /** Attempts that were begun and have no outcome yet. */
  readonly open: number
  /** @param lateMs how much later than due, in an open loop; milliseconds */
  begin(lateMs?: number): void
  ok(answer: OkAnswer): void
  /** Settles an attempt that did not end well, at once or after it was sent again: then the promise says when. */
  fail(attempt: Attempt, request: RequestSpec): Promise<void> | undefined
  /** Resolves as soon as no attempt is open. */
  drained(): Promise<void>
}

export interface AccountOptions {
  recorder: TrafficRecorder
  /** Absent for strict clients, who retry nothing. */
  sendAgain: SendAgain | undefined
  /** Numbers the connections of this traffic. */
  nextConnection: () => number
}

export function createAccount({ recorder, sendAgain, nextConnection }: AccountOptions): Account {
  let open = 0
  let waiting: (() => void)[] = []

  function close(): void {
    open -= 1
    if (open > 0 || waiting.length === 0) return
    for (const resume of waiting) resume()
    waiting = []
  }

  function settle(attempt: Attempt): void {
    recorder.settle(attempt)
    close()
  }

  return {
    get open() {
      return open
    },
    begin(lateMs) {
      open += 1
      recorder.begin(lateMs)
    },
    ok(answer) {
      recorder.ok(answer)
      close()
    },
    fail(attempt, request) {
      if (sendAgain === undefined || !attempt.retryable) {
        settle(attempt)
        return undefined
      }
      return sendAgain(request, attempt.due).then((second) => settle(mergeTries(attempt, second, nextConnection)))
    },
    drained: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  }
}

/** The attempt as its second try ended; of the first, how it failed stays on the account. */
function mergeTries(first: Attempt, second: Exchange, nextConnection: () => number): Attempt {
  const { connected, reused, localPort, ...rest } = second
  const { traffic, method, path, due } = first
  return {
    traffic,
    method,
    path,
    due,
    ...rest,
    connection: { id: connected ? nextConnection() : 0, reused, ...(localPort !== undefined && { localPort }) },
    // RFC 9112 §9.3.1: a client does not retry a failed retry by itself.
    retryable: false,
    retried: firstTry(first),
  }
}
