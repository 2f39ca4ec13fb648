import type { FailureFacts } from '../../model/attempt.ts'
import type { TrafficRecorder } from '../../model/recorder.ts'
import type { RequestSpec } from '../../model/scenario.ts'
import type { Connection } from '../../net/connection.ts'
import type { Deadline } from '../../net/deadline.ts'
import { exchangeOn, openConnection } from '../exchange/exchange.ts'
import type { ExchangeOptions } from '../exchange/http1-exchange.ts'
import type { DownloadTraffic } from '../kinds/download/options.ts'
import type { UploadTraffic } from '../kinds/upload/options.ts'
import { KEPT, type LifelineEnding } from '../long-lived/endings.ts'
import { describeEnd, describeEnded } from '../long-lived/lifeline.ts'
import { createServiceGap, type ServiceGap } from '../long-lived/service-gap.ts'
import { FAILURE_PAUSE_MS, type Probe, type ProbeContext } from '../probe.ts'
import type { Exchange } from '../thread/attempt-progress.ts'
import { createLifetime, type Lifetime, sleepUntil } from '../thread/lifetime.ts'
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
  /** What is wrong with an answer that only later ones show to be good or bad; undefined where that is known. */
  doubt?(): Promise<FailureFacts | undefined> | undefined
  /** The server has answered before it had everything, and wants no more. */
  declined(): boolean
  /** Whether it came forward until now, since `stopped`, as far as this side let it. */
  alive(stopped: number): boolean
  close(): void
}

/** `served` is to be called when the server has given its user what counts as service, at a time on the run's clock. */
export type BeginTransfer = (connection: Connection, request: RequestSpec, served: ServiceGap['served']) => Transfer

/** Long transfers: a fixed number at a time, each on a connection of its own, one after the other. Each connection is a lifeline. */
export function createTransfers(context: TransferContext, begin: BeginTransfer, onStop?: () => void): Probe {
  const { spec, clock, recorder } = context
  const lifetime = createLifetime()
  const transfers: Transfers = {
    ...context,
    begin,
    account: recorder.traffic(spec.name),
    pick: createMix(spec.requests),
    lifetime,
    connections: 0,
    stopped: Number.POSITIVE_INFINITY,
  }
  return {
    start(at) {
      for (let i = 0; i < spec.connections; i += 1)
        lifetime.track(repeat(transfers, at + (i * SPREAD_MS) / spec.connections))
    },
    stop(hurried) {
      transfers.stopped = Math.min(transfers.stopped, clock.now())
      onStop?.()
      return lifetime.end(context, hurried)
    },
  }
}

/** All transfers of one traffic. */
interface Transfers extends TransferContext {
  begin: BeginTransfer
  account: TrafficRecorder
  pick: () => RequestSpec
  lifetime: Lifetime
  /** How many were made. */
  connections: number
  /** When traffic stopped. */
  stopped: number
}

/** One transfer after the other, from `from` on. */
async function repeat(transfers: Transfers, from: number): Promise<void> {
  const { clock, recorder, lifetime } = transfers
  const gap = createServiceGap(recorder)
  let next = from
  let failures = 0
  while (await sleepUntil(clock, next, lifetime.running)) {
    failures = (await attempt(transfers, gap)) ? 0 : failures + 1
    // Whose transfer was cut comes back at once; who fails again waits.
    next = clock.now() + (failures > 1 ? FAILURE_PAUSE_MS : 0)
  }
  gap.close()
}

async function attempt(transfers: Transfers, gap: ServiceGap): Promise<boolean> {
  const { spec, clock, account, lifetime } = transfers
  const picked = transfers.pick()
  const due = clock.now()
  const deadline = { due, timeoutMs: spec.timeoutMs, signal: lifetime.grace }
  account.begin()
  const opened = await openConnection(transfers, deadline)
  const id = opened.exchange?.connected === false ? 0 : ++transfers.connections
  const { exchange, request, doubt } = opened.exchange
    ? { exchange: opened.exchange, request: picked, doubt: undefined }
    : await runTransfer(transfers, gap, { connection: opened.connection, id, picked, deadline })
  const settle = (facts?: FailureFacts): void =>
    settleAttempt(account, { traffic: spec.name, request, due, connection: id, exchange: { ...exchange, ...facts } })
  if (doubt === undefined || exchange.outcome !== 'ok') settle()
  else lifetime.track(doubt.then(settle))
  return exchange.outcome === 'ok'
}

interface TransferConnection {
  connection: Connection
  id: number
  picked: RequestSpec
  deadline: Deadline
}

/** One transfer on its connection, which ends with it. */
async function runTransfer(
  transfers: Transfers,
  gap: ServiceGap,
  { connection, id, picked, deadline }: TransferConnection,
): Promise<{ exchange: Exchange; request: RequestSpec; doubt: Promise<FailureFacts | undefined> | undefined }> {
  const { begin, lifetime } = transfers
  const run = begin(connection, picked, gap.served)
  const { request } = run
  const exchange = await exchangeOn(transfers, connection, { ...deadline, ...run.with, request, last: true })
  const alive = lifetime.hurried() || run.alive(transfers.stopped)
  const end = run.established() ? describeTransfer(exchange, connection, run, alive) : undefined
  run.close()
  connection.close()
  // What is still to be written to a server that wants no more would keep the socket for as long as it does not read.
  if (run.declined()) connection.socket.destroy()
  if (end !== undefined) gap.ended(describeEnded(transfers, { connection, id, generation: exchange.generation }, end))
  return { exchange, request, doubt: run.doubt?.() }
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
