import type { RequestSpec } from '../../model/scenario.ts'
import type { Connection } from '../../net/connection.ts'
import type { Deadline } from '../../net/deadline.ts'
import { exchangeOn, openConnection } from '../exchange/exchange.ts'
import type { ExchangeOptions } from '../exchange/http1-exchange.ts'
import type { DownloadTraffic } from '../kinds/download/options.ts'
import type { UploadTraffic } from '../kinds/upload/options.ts'
import { KEPT } from '../long-lived/endings.ts'
import { describeEnd, describeEnded, type LifelineEnding } from '../long-lived/lifeline.ts'
import { createServiceGap, type ServiceGap } from '../long-lived/service-gap.ts'
import { FAILURE_PAUSE_MS, type Probe, type ProbeContext } from '../probe.ts'
import type { Exchange } from '../thread/attempt-progress.ts'
import { createLifetime, sleepUntil } from '../thread/lifetime.ts'
import { createMix } from '../thread/mix.ts'
import { settleAttempt } from '../thread/settle.ts'

/** Over how long the first transfers are spread, so that a restart finds them at different points of their way. */
const SPREAD_MS = 1_000

type TransferContext = ProbeContext<DownloadTraffic | UploadTraffic>

/** What is particular to a transfer in one direction, on one connection. */
export interface Transfer {
  request: RequestSpec
  /** How the exchange is made. */
  with: Pick<ExchangeOptions, 'reader' | 'write' | 'progress'>
  /** Whether the connection counts as a lifeline; asked when it has ended. */
  established(): boolean
  /** The server has answered before it had everything, and wants no more. */
  declined(): boolean
  /** Whether it came forward until now, since `stopped`, as far as this side let it. */
  alive(stopped: number): boolean
  close(): void
}

/** `served` is to be called when the server has given its user what counts as service, at a time on the run's clock. */
export type BeginTransfer = (connection: Connection, request: RequestSpec, served: ServiceGap['served']) => Transfer

/** Long transfers: a fixed number at a time, each on a connection of its own, one after the other. Each connection is a lifeline. */
export function createTransfers(context: TransferContext, begin: BeginTransfer): Probe {
  const { spec, clock, recorder, graceMs } = context
  const account = recorder.traffic(spec.name)
  const pick = createMix(spec.requests)
  const lifetime = createLifetime()
  let connections = 0
  let stopped = Number.POSITIVE_INFINITY

  async function attempt(gap: ServiceGap): Promise<boolean> {
    const picked = pick()
    const due = clock.now()
    const deadline = { due, timeoutMs: spec.timeoutMs, signal: lifetime.grace }
    account.begin()
    const opened = await openConnection(context, deadline)
    const id = opened.exchange?.connected === false ? 0 : ++connections
    const { exchange, request } = opened.exchange
      ? { exchange: opened.exchange, request: picked }
      : await transfer(gap, opened.connection, { id, picked, deadline })
    settleAttempt(account, { traffic: spec.name, request, due, connection: id, exchange })
    return exchange.outcome === 'ok'
  }

  async function transfer(
    gap: ServiceGap,
    connection: Connection,
    { id, picked, deadline }: { id: number; picked: RequestSpec; deadline: Deadline },
  ): Promise<{ exchange: Exchange; request: RequestSpec }> {
    const run = begin(connection, picked, gap.served)
    const { request } = run
    const exchange = await exchangeOn(context, connection, { ...deadline, ...run.with, request, last: true })
    const alive = lifetime.hurried() || run.alive(stopped)
    const end = run.established() ? describeTransfer(exchange, connection, run, alive) : undefined
    run.close()
    connection.close()
    // What is still to be written to a server that wants no more would keep the socket for as long as it does not read.
    if (run.declined()) connection.socket.destroy()
    if (end !== undefined) gap.ended(describeEnded(context, { connection, id, generation: exchange.generation }, end))
    return { exchange, request }
  }

  async function repeat(from: number): Promise<void> {
    const gap = createServiceGap(recorder)
    let next = from
    let failures = 0
    while (await sleepUntil(clock, next, lifetime.running)) {
      failures = (await attempt(gap)) ? 0 : failures + 1
      // Whose transfer was cut comes back at once; who fails again waits.
      next = clock.now() + (failures > 1 ? FAILURE_PAUSE_MS : 0)
    }
    gap.close()
  }

  return {
    start(at) {
      for (let i = 0; i < spec.connections; i += 1) lifetime.track(repeat(at + (i * SPREAD_MS) / spec.connections))
    },
    stop(hurried) {
      stopped = Math.min(stopped, clock.now())
      return lifetime.end(graceMs, hurried)
    },
  }
}

function describeTransfer(
  exchange: Exchange,
  connection: Connection,
  transfer: Transfer,
  alive: boolean,
): LifelineEnding {
  const { outcome, end, status } = exchange
  if (transfer.declined()) return { end: 'graceful', by: 'server', sign: 'notice', code: String(status) }
  // Answered to the end, however: what was wrong with the answer says the attempt.
  if (connection.answered > 0 || outcome === 'local') return KEPT
  if (outcome === 'unfinished' && alive) return KEPT
  return describeEnd(connection, end)
}
