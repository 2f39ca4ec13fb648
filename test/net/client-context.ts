import { startClock } from '../../src/model/clock.ts'
import type { GenerationSpec, RequestSpec, TlsSpec } from '../../src/model/scenario.ts'
import type { Wire } from '../../src/net/client-context.ts'
import { resolveTarget } from '../../src/net/endpoint.ts'
import { ANY_SOURCE } from '../../src/net/sources.ts'

/** A wire to a test's server, on a clock of its own. */
export async function wireTo(
  url: string,
  options: { tls?: Partial<TlsSpec>; generation?: GenerationSpec } = {},
): Promise<Wire> {
  const target = await resolveTarget(url, { insecure: false, ...options.tls })
  const generation = options.generation ?? { by: 'header', name: 'X-Generation' }
  return { target, clock: startClock(), generation, stalls: { stalledSince: () => false }, sources: ANY_SOURCE }
}

/** A request as the scenario loader would make it. */
export function requestTo(path: string, more: Partial<RequestSpec> = {}): RequestSpec {
  return { method: 'GET', path, headers: {}, weight: 1, expect: { status: [{ from: 100, to: 499 }] }, ...more }
}
