import { createPersistentClients, type PersistentClient } from '../../exchange/persistent-client.ts'
import { FAILURE_PAUSE_MS, type Probe, type ProbeContext } from '../../probe.ts'
import { createLifetime, sleepUntil } from '../../thread/lifetime.ts'
import { createMix } from '../../thread/mix.ts'
import { nextDue, type Pacer } from '../../thread/schedule.ts'
import type { KeepaliveTraffic } from './options.ts'

/**
 * Persistent connections that speak every `everyMs`, evenly staggered. A client whose request takes longer leaves out what it missed
 * meanwhile; one whose connection was closed while idle opens another for its next request.
 */
export function createKeepalive(context: ProbeContext<KeepaliveTraffic>): Probe {
  const { spec, clock } = context
  const lifetime = createLifetime()
  const clients = createPersistentClients(context, spec.connections, createMix(spec.requests), lifetime.grace)

  async function converse(client: PersistentClient, pace: Pacer): Promise<void> {
    let due = pace.start
    while (await sleepUntil(clock, due, lifetime.running)) {
      const { outcome, end } = await client.sendRequest(due, clock.now() - due)
      due = nextDue(pace, outcome === 'ok' ? end : end + FAILURE_PAUSE_MS)
    }
    client.close()
  }

  return {
    start(at) {
      const stagger = spec.everyMs / spec.connections
      clients.forEach((client, i) => {
        lifetime.track(converse(client, { start: at + i * stagger, periodMs: spec.everyMs }))
      })
    },
    stop: (hurried) => lifetime.end(context, hurried),
  }
}
