import { onAbort } from '../../../model/abort.ts'
import type { Recorder, TrafficRecorder } from '../../../model/recorder.ts'
import type { Probe, ProbeContext } from '../../probe.ts'
import { createLifetime, trackAttempts } from '../../thread/lifetime.ts'
import { createMix } from '../../thread/mix.ts'
import { createThrottledEvent, type ThrottledEvent } from '../../thread/throttled-event.ts'
import { createClosedLoop } from './closed-loop.ts'
import type { Loop } from './loop.ts'
import { createOpenLoop } from './open-loop.ts'
import type { HttpTraffic } from './options.ts'
import { watchPauses } from './pauses.ts'
import { prepareRequest } from './prepared-request.ts'
import { startAutocannon } from './start-autocannon.ts'
import { type UserContext, VirtualUser } from './virtual-user.ts'

/** How often deadlines are looked at: an attempt may time out later by this. */
const SWEEP_MS = 10

/**
 * Sustained load: open loop where it has a rate, closed loop otherwise. Resolves once each connection has been
 * made, or has failed to be; those are no attempts yet.
 */
export async function createHttp(context: ProbeContext<HttpTraffic>): Promise<Probe> {
  const { spec, recorder, clock, endpoint, retrying } = context
  const lifetime = createLifetime()
  const autocannon = startAutocannon(endpoint.url, spec.connections, spec.requests)
  const attempts = trackAttempts(recorder.traffic(spec.name), lifetime)
  const pauses = watchPauses(clock, SWEEP_MS)
  const unasked = reportUnasked(recorder, spec.name)
  let connections = 0
  const shared: UserContext = {
    ...context,
    traffic: spec.name,
    timeoutMs: spec.timeoutMs,
    attempts,
    retrying,
    pauses,
    signal: lifetime.grace,
    nextConnection: () => (connections += 1),
    onFree: (user, unanswered) => loop.free(user, unanswered),
    onUnasked: () => unasked.add(1),
  }
  const users = autocannon.writers.map((writer) => new VirtualUser(writer, shared))
  const loop = createLoop(context, attempts, users)
  const sweeper = setInterval(() => {
    const now = clock.now()
    pauses.look()
    loop.sweep(now)
    for (const user of users) user.expire(now)
    unasked.emit(now)
  }, SWEEP_MS)
  onAbort(lifetime.grace, () => {
    loop.abandon()
    for (const user of users) user.abandon()
  })
  await Promise.all(users.map((user) => user.prepare()))

  async function close(): Promise<void> {
    loop.abandon()
    clearInterval(sweeper)
    unasked.emit(clock.now(), true)
    for (const user of users) user.close()
    await autocannon.stop()
  }

  let closed: Promise<void> | undefined
  return {
    start: (at) => loop.start(at),
    async stop(hurried) {
      loop.stop()
      await lifetime.end(context, hurried)
      closed ??= close()
      await closed
    },
  }
}

function createLoop(
  context: ProbeContext<HttpTraffic>,
  attempts: TrafficRecorder,
  users: readonly VirtualUser[],
): Loop {
  const { spec, recorder, clock, generation, stalls } = context
  const { name, rate, timeoutMs } = spec
  const pick = createMix(spec.requests.map((request, index) => prepareRequest(request, index, generation)))
  if (rate === undefined) return createClosedLoop({ clock, attempts, users, pick })
  const behind = createThrottledEvent((t, arrivals, lateMs) => {
    recorder.event({ t, kind: 'generator-behind', traffic: name, lateMs, arrivals })
  })
  return createOpenLoop({ clock, attempts, users, pick, rate, timeoutMs, traffic: name, stalls, behind })
}

function reportUnasked(recorder: Recorder, traffic: string): ThrottledEvent {
  return createThrottledEvent((t, count) => {
    const message =
      `${traffic}: unsolicited bytes came on ${count} connection(s), which were closed. ` +
      'Expected one response to each request; look for a server that answers twice, or announces a close with an unsolicited response'
    recorder.event({ t, kind: 'trouble', code: 'unasked-bytes', message })
  })
}
