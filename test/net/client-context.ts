import { startClock } from '../../src/model/clock.ts'
import type { GenerationSpec, RequestSpec, TlsSpec } from '../../src/model/scenario.ts'
import type { ClientContext } from '../../src/net/client-context.ts'
import { resolveEndpoint } from '../../src/net/endpoint.ts'
import { ANY_SOURCE } from '../../src/net/sources.ts'

/** What a client needs to talk to a test's server, on a clock of its own. */
export async function contextFor(
  url: string,
  options: { tls?: Partial<TlsSpec>; generation?: GenerationSpec } = {},
): Promise<ClientContext> {
  const endpoint = await resolveEndpoint(url, { insecure: false, ...options.tls })
  const generation = options.generation ?? { by: 'header', name: 'X-Generation' }
  return { endpoint, clock: startClock(), generation, stalls: { stalledSince: () => false }, sources: ANY_SOURCE }
}

/** A request as the scenario loader would make it. */
export function requestTo(path: string, more: Partial<RequestSpec> = {}): RequestSpec {
  return { method: 'GET', path, headers: {}, weight: 1, expect: { status: [{ from: 100, to: 499 }] }, ...more }
}
