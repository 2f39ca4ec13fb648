import { createPersistentClients, type PersistentClient } from '../../exchange/persistent-client.ts'
import { continueLifeline, type OpenLifeline, recordEnd } from '../../long-lived/lifeline.ts'
import { FAILURE_PAUSE_MS, type Probe, type ProbeContext } from '../../probe.ts'
import { createLifetime, type Lifetime, sleepUntil } from '../../thread/lifetime.ts'
import { createMix } from '../../thread/mix.ts'
import type { IdleTraffic } from './options.ts'
import { createRestartWatch, type RestartWatch } from './restart-watch.ts'

/** Connections are opened, and spoken to, one after the other at this distance: thousands at once would overflow a backlog. */
const SPACING_MS = 1
/** How long a client waits before it replaces a connection that the server closed outside a restart. */
const REPLACE_PAUSE_MS = 1_000

/**
 * Established connections that stay silent: opened with one request, spoken to after each restart and at the end. Each connection is
 * a lifeline. One that the server closes during a restart is replaced when that has settled.
 */
export function createIdle(context: ProbeContext<IdleTraffic>): Probe {
  const { spec } = context
  const lifetime = createLifetime()
  const restarts = createRestartWatch()
  const clients = createPersistentClients(context, spec.connections, createMix(spec.requests), lifetime.grace)
  const live = createLife(context, lifetime, restarts)
  return {
    start(at) {
      clients.forEach((client, i) => lifetime.track(live(client, at, i * SPACING_MS)))
    },
    restart: (phase) => restarts.onPhase(phase),
    stop: (hurried) => lifetime.end(context, hurried),
  }
}

function createLife(context: ProbeContext<IdleTraffic>, { running, hurried }: Lifetime, restarts: RestartWatch) {
  const { clock } = context

  /** One attempt; what becomes of the client's lifeline by it. */
  async function sendRequest(
    client: PersistentClient,
    line: OpenLifeline | undefined,
  ): Promise<OpenLifeline | undefined> {
    const settled = restarts.settled()
    const { generation } = await client.sendRequest(clock.now())
    return continueLifeline(context, client, line, { settled, generation })
  }

  /** Waits for the next occasion to speak, and returns the lifeline unless the server ended it meanwhile. */
  async function keepSilent(line: OpenLifeline): Promise<OpenLifeline | undefined> {
    const wake = await restarts.wait(running, line.settled, line.connection)
    if (wake !== 'lost') return line
    recordEnd(context, line)
    if (!restarts.active()) await sleepUntil(clock, clock.now() + REPLACE_PAUSE_MS, running)
    return undefined
  }

  /** A client without a connection does not disturb a restart either. */
  async function awaitCalm(): Promise<void> {
    if (restarts.active()) await restarts.wait(running, restarts.settled())
  }

  return async function live(client: PersistentClient, at: number, delay: number): Promise<void> {
    let line: OpenLifeline | undefined
    let next = at + delay
    while (await sleepUntil(clock, next, running)) {
      line = await sendRequest(client, line)
      next = line === undefined ? clock.now() + FAILURE_PAUSE_MS : 0
      if (line !== undefined) line = await keepSilent(line)
      if (line === undefined) await awaitCalm()
      next = Math.max(next, clock.now() + delay)
    }
    if (line !== undefined && !hurried()) line = await sendRequest(client, line)
    if (line !== undefined) recordEnd(context, line, { end: 'kept', by: 'client' })
    client.close()
  }
}
