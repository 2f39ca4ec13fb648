import { setMaxListeners } from 'node:events'
import type { Recorder } from '../../../model/recorder.ts'
import { retries, type WorkerPlan } from '../../../model/worker.ts'
import type { ClientContext } from '../../../net/client-context.ts'
import { sendOnce } from '../../exchange/exchange.ts'
import { HURRIED_MS } from '../../pacing/lifetime.ts'
import { createMix } from '../../pacing/mix.ts'
import { type Account, createAccount } from './account.ts'
import { prepareRequest } from './answer.ts'
import { createClosedLoop } from './closed-loop.ts'
import type { Loop } from './loop.ts'
import { createOpenLoop } from './open-loop.ts'
import type { HttpTraffic } from './options.ts'
import { watchPauses } from './pauses.ts'
import { loadCannon } from './start-autocannon.ts'
import { createDigest, type Digest } from './throttled-event.ts'
import { Line, type LineContext } from './virtual-user.ts'

/** How often deadlines are looked at: an attempt may time out later by this. */
const SWEEP_MS = 10

export interface LoadOptions extends ClientContext {
  plan: Pick<WorkerPlan, 'url' | 'retrying' | 'graceMs'>
  traffic: HttpTraffic
  recorder: Recorder
}

/** Sustained load, its connections made. */
export interface Load {
  /** Begins to send at this time on the run's clock. */
  start(at: number): void
  /** Sends nothing new; resolves when every attempt has its outcome, after the grace period at the latest, `hurried` sooner. */
  stop(hurried?: boolean): Promise<void>
}

/**
 * Prepares one `http` traffic: open loop where it has a rate, closed loop otherwise. Resolves once each connection has been
 * made, or has failed to be; those are no attempts yet.
 */
export async function prepareLoad(options: LoadOptions): Promise<Load> {
  const { plan, traffic, recorder, clock } = options
  const abort = new AbortController()
  setMaxListeners(0, abort.signal)
  const cannon = loadCannon(plan.url, traffic.connections, traffic.requests)
  const account = openAccount(options, abort.signal)
  const pauses = watchPauses(clock, SWEEP_MS)
  const unasked = tellUnasked(recorder, traffic.name)
  const context: LineContext = {
    endpoint: options.endpoint,
    clock,
    generation: options.generation,
    stalls: options.stalls,
    sources: options.sources,
    traffic: traffic.name,
    timeoutMs: traffic.timeoutMs,
    account: account.account,
    pauses,
    signal: abort.signal,
    nextConnection: account.nextConnection,
    onFree: (line, unanswered) => loop.free(line, unanswered),
    onUnasked: () => unasked.add(1),
  }
  const lines = cannon.clients.map((client) => new Line(client, context))
  const loop = createLoop(options, context.account, lines)
  const sweeper = setInterval(() => {
    const now = clock.now()
    pauses.look()
    loop.sweep(now)
    for (const line of lines) line.expire(now)
    unasked.tell(now)
  }, SWEEP_MS)
  await Promise.all(lines.map((line) => line.prepare()))

  function abandon(): void {
    abort.abort()
    loop.abandon()
    for (const line of lines) line.abandon()
  }

  async function close(): Promise<void> {
    loop.abandon()
    clearInterval(sweeper)
    unasked.tell(clock.now(), true)
    for (const line of lines) line.close()
    await cannon.stop()
  }

  let closed: Promise<void> | undefined
  return {
    start: (at) => loop.start(at),
    async stop(hurried = false) {
      loop.stop()
      const timer = setTimeout(abandon, hurried ? Math.min(plan.graceMs, HURRIED_MS) : plan.graceMs)
      await context.account.drained()
      clearTimeout(timer)
      closed ??= close()
      await closed
    },
  }
}

function openAccount(options: LoadOptions, signal: AbortSignal) {
  const { plan, traffic, recorder } = options
  let connections = 0
  const nextConnection = () => (connections += 1)
  const sendAgain = retries(traffic, plan)
    ? (request: HttpTraffic['requests'][number], due: number) =>
        sendOnce(options, { request, due, timeoutMs: traffic.timeoutMs, signal })
    : undefined
  return {
    nextConnection,
    account: createAccount({ recorder: recorder.traffic(traffic.name), sendAgain, nextConnection }),
  }
}

function createLoop(options: LoadOptions, account: Account, lines: readonly Line[]): Loop {
  const { traffic, recorder, clock, generation, stalls } = options
  const pick = createMix(traffic.requests.map((spec, index) => prepareRequest(spec, index, generation)))
  const { name, rate, timeoutMs } = traffic
  if (rate === undefined) return createClosedLoop({ clock, account, lines, pick })
  const behind = createDigest((t, arrivals, lateMs) => {
    recorder.event({ t, kind: 'generator-behind', traffic: name, lateMs, arrivals })
  })
  return createOpenLoop({ clock, account, lines, pick, rate, timeoutMs, traffic: name, stalls, behind })
}

function tellUnasked(recorder: Recorder, traffic: string): Digest {
  return createDigest((t, count) => {
    const message =
      `${traffic}: bytes that no request had asked for came on ${count} connection(s), which were closed. ` +
      'Expected one response to each request; look for a server that answers twice, or says goodbye in a response'
    recorder.event({ t, kind: 'trouble', code: 'unasked-bytes', message })
  })
}
