import { setImmediate as letOthersWork } from 'node:timers/promises'
import type { LongLivedTraffic } from '../options/long-lived.ts'
import { FAILURE_PAUSE_MS, type Probe, type ProbeContext } from '../probe.ts'
import { createGate } from '../thread/gate.ts'
import { createLifetime, type Lifetime, sleepUntil } from '../thread/lifetime.ts'
import { settleAttempt } from '../thread/settle.ts'
import { describeLifeline, KEPT, STALLED } from './endings.ts'
import { createServiceGap, type ServiceGap } from './service-gap.ts'
import type { Connector, Session, SessionEnd } from './session.ts'

/** The first connections are opened at this distance: thousands at once would overflow a backlog. */
const SPACING_MS = 1

/**
 * The number of openings of a traffic that are in progress at a time. A restart can end thousands at once; to open them all in one go would make this
 * thread stall, and overflow the server's backlog because of our haste, not because of its users.
 */
const OPENING_AT_A_TIME = 250
/** Those that take longer do not delay the others: all clients of a server that hangs are to notice it. */
const OPENING_PATIENCE_MS = 1_000

/**
 * Long-lived connections, kept open by a fixed number of clients. Each opening is an attempt, each open connection a lifeline. One that
 * ends is replaced at once, but none is opened within FAILURE_PAUSE_MS of the last: refusals and short sessions would become a hot loop.
 */
export function createLongLived<Spec extends LongLivedTraffic>(
  context: ProbeContext<Spec>,
  createConnector: () => Connector,
): Probe {
  const { spec } = context
  const { connections, lifetimeMs } = spec
  const lifetime = createLifetime()
  const holdOpen = createPool(context, lifetime)
  return {
    start(at) {
      for (let i = 0; i < connections; i += 1)
        lifetime.track(holdOpen(createConnector, at + i * SPACING_MS, createMaxAge(lifetimeMs, (i + 1) / connections)))
    },
    stop: (hurried) => lifetime.end(context, hurried),
  }
}

function createPool(context: ProbeContext, lifetime: Lifetime) {
  const { recorder, clock } = context
  const { running } = lifetime
  const awaitEnd = createSessionWatch(lifetime)
  const open = createOpener(context, lifetime.grace)
  const gate = createGate(OPENING_AT_A_TIME, OPENING_PATIENCE_MS)
  running.addEventListener('abort', gate.open)

  return async function holdOpen(createConnector: () => Connector, at: number, maxAge: MaxAge): Promise<void> {
    const gap = createServiceGap(recorder)
    let connector = createConnector()
    let next = at
    while (await sleepUntil(clock, next, running)) {
      const leave = await gate.enter()
      if (running.aborted) break
      const earliest = clock.now() + FAILURE_PAUSE_MS
      const opened = await open(connector, gap)
      leave()
      if (opened !== undefined) {
        const ending = await awaitEnd(opened.session, maxAge)
        const { id, session } = opened
        const { connection, generation } = session
        const lifeline = describeLifeline(context, { connection, id, generation }, ending)
        gap.ended({ ...lifeline, messages: session.takeMessages() })
        // A client that left is followed by another, which knows nothing of what came before.
        if (ending.end === 'kept') connector = createConnector()
      }
      next = Math.max(earliest, clock.now() + (connector.pauseMs?.() ?? 0))
    }
    gap.close()
  }
}

/** One attempt; the connection where it was good. */
function createOpener({ spec, clock, recorder }: ProbeContext, signal: AbortSignal) {
  const account = recorder.traffic(spec.name)
  let connections = 0

  return async (connector: Connector, gap: ServiceGap): Promise<{ session: Session; id: number } | undefined> => {
    const due = clock.now()
    const onServed = () => gap.served(clock.now())
    account.begin()
    const opening = await connector.open({ due, timeoutMs: spec.timeoutMs, signal, onServed })
    const { request, exchange, retried, session } = opening
    const id = exchange.connected ? ++connections : 0
    settleAttempt(account, { traffic: spec.name, request, due, connection: id, exchange, ...(retried && { retried }) })
    return session === undefined ? undefined : { session, id }
  }
}

/** Waits for the end of a session, which comes with that of traffic at the latest. */
function createSessionWatch({ running, grace, hurried }: Lifetime) {
  const sessions = new Set<Session>()
  let finishing: Promise<void> | undefined
  // One listener for all: of ten thousand, each would be looked for among the others when its connection ends.
  running.addEventListener('abort', () => {
    finishing = inTurn(sessions, (session) => session.finish())
  })
  grace.addEventListener('abort', () => void finishing?.then(() => inTurn(sessions, abandon)))

  /** A server that had no time to serve again has not stalled. */
  function abandon(session: Session): void {
    session.abandon(hurried() ? KEPT : STALLED)
  }

  return async function awaitEnd(session: Session, maxAge: MaxAge): Promise<SessionEnd> {
    sessions.add(session)
    if (running.aborted) session.finish()
    if (grace.aborted) abandon(session)
    const cancel = maxAge.begin(session)
    const ending = await session.over
    cancel()
    sessions.delete(session)
    return ending
  }
}

/** Not all in one go, which would make the thread stall as well. */
async function inTurn(sessions: Set<Session>, act: (session: Session) => void): Promise<void> {
  // Those that come later see for themselves that traffic has stopped.
  const present = [...sessions]
  let acted = 0
  for (const session of present) {
    act(session)
    acted += 1
    if (acted % OPENING_AT_A_TIME === 0) await letOthersWork()
  }
}

/** How long the connections of a client are kept, and of those that follow it. */
export interface MaxAge {
  /** Lets the client leave when its time has come, and returns what calls that off. */
  begin(session: Pick<Session, 'finish'>): () => void
}

/**
 * @param lifetimeMs how long after its opening a client leaves; undefined: never.
 * @param part of that for the first, 0..1: clients that came together must not leave together.
 */
export function createMaxAge(lifetimeMs: number | undefined, part: number): MaxAge {
  let share = part
  return {
    begin(session) {
      if (lifetimeMs === undefined) return () => undefined
      const timer = setTimeout(() => session.finish(), lifetimeMs * share)
      share = 1
      return () => clearTimeout(timer)
    },
  }
}
