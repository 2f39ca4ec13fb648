import type { RequestSpec } from '../../model/scenario.ts'
import type { Connection } from '../../net/connection.ts'
import type { Deadline } from '../../net/deadline.ts'
import type { ProbeContext } from '../probe.ts'
import type { Exchange } from '../thread/attempt-progress.ts'
import { retryOnce, settleAttempt } from '../thread/settle.ts'
import { exchangeOn, openConnection } from './exchange.ts'

export interface PersistentClientOptions extends ProbeContext {
  pick: () => RequestSpec
  /** Numbers the connections of the traffic. */
  nextId: () => number
  /** Aborted when what is in flight counts as unfinished. */
  signal: AbortSignal
}

/** A client with one persistent connection, which it replaces when the server has closed it. Owns the connection. */
export class PersistentClient {
  /** The last one that was opened, usable or not. */
  connection: Connection | undefined
  /** Its number within the traffic. */
  id = 0
  readonly #options: PersistentClientOptions

  constructor(options: PersistentClientOptions) {
    this.#options = options
  }

  /** One attempt, due at `due` on the run's clock: begun, sent, put on the account. `lateMs`: how much later, where it has a schedule. */
  async sendRequest(due: number, lateMs?: number): Promise<Exchange> {
    const { spec, recorder, retrying, pick, signal } = this.#options
    const account = recorder.traffic(spec.name)
    const request = pick()
    const deadline = { due, timeoutMs: spec.timeoutMs, signal }
    account.begin(lateMs)
    const first = await this.#send(request, deadline)
    // A connection on which a request was lost is not usable any more, so that this opens a new one.
    const ended = await retryOnce(retrying, request.method, first, () => this.#send(request, deadline))
    const connection = ended.exchange.connected ? this.id : 0
    settleAttempt(account, { ...ended, traffic: spec.name, request, due, connection })
    return ended.exchange
  }

  close(): void {
    this.connection?.close()
  }

  async #send(request: RequestSpec, deadline: Deadline): Promise<Exchange> {
    const context = this.#options
    if (this.connection?.usable !== true) {
      const opened = await openConnection(context, deadline)
      // Also a connection that failed in its TLS handshake was one.
      if (opened.exchange?.connected !== false) this.id = this.#options.nextId()
      if (opened.exchange !== undefined) return opened.exchange
      this.connection = opened.connection
    }
    return exchangeOn(context, this.connection, { ...deadline, request })
  }
}

/** The clients of one traffic share its mix of requests and the numbers of its connections. */
export function createPersistentClients(
  context: ProbeContext,
  count: number,
  pick: () => RequestSpec,
  signal: AbortSignal,
): PersistentClient[] {
  let last = 0
  const options = { ...context, pick, nextId: () => ++last, signal }
  return Array.from({ length: count }, () => new PersistentClient(options))
}
