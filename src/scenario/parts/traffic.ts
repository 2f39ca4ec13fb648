import type { z } from 'zod'
import type { TrafficKind, TrafficSpec } from '../../model/scenario.ts'
import { type BuildContext, reportValue } from '../context.ts'
import type { Path } from '../errors/problem.ts'
import { buildRequests } from './requests.ts'
import type { TrafficOptions, trafficSchema } from './traffic-options.ts'

/** What runs where a scenario does not say. */
export const DEFAULT_TRAFFIC = {
  http: { connections: '20', rate: '500/s' },
  fresh: { rate: '50/s' },
  keepalive: {},
} as const

type AnyOptions = { [Kind in TrafficKind]: TrafficOptions<Kind> }[TrafficKind]
type Base = Pick<TrafficSpec, 'name' | 'requests' | 'timeoutMs'>

/** What is particular to each kind. */
const BUILDERS: { [Kind in TrafficKind]: (options: TrafficOptions<Kind>, base: Base) => TrafficSpec } = {
  http: ({ connections, rate }, base) => ({
    kind: 'http',
    ...base,
    connections,
    ...(rate === undefined ? {} : { rate }),
  }),
  fresh: ({ rate, sources }, base) => ({ kind: 'fresh', ...base, rate, sources }),
  keepalive: ({ connections, every }, base) => ({ kind: 'keepalive', ...base, connections, everyMs: every }),
  idle: ({ connections }, base) => ({ kind: 'idle', ...base, connections }),
  slow: ({ connections }, base) => ({ kind: 'slow', ...base, connections }),
}

/** `written` is the traffic as it was written: it has the order of the kinds, which zod does not keep. */
export function buildTraffic(
  traffic: z.output<typeof trafficSchema>,
  written: object,
  url: string,
  context: BuildContext,
): TrafficSpec[] {
  const names = new Set<string>()
  return (Object.entries(written) as [TrafficKind, unknown][]).flatMap(([kind, value]) =>
    (traffic[kind] ?? []).map((options, index) => {
      const path = Array.isArray(value) ? ['traffic', kind, index] : ['traffic', kind]
      checkName(options.name, { kind, path, names, context })
      return buildOne(kind, options, { path, url, context })
    }),
  )
}

function buildOne(kind: TrafficKind, options: AnyOptions, at: { path: Path; url: string; context: BuildContext }) {
  const base = { name: options.name ?? kind, requests: buildRequests(options, at), timeoutMs: options.timeout }
  // The kind and its options come from the same key of the schema.
  return (BUILDERS[kind] as (options: AnyOptions, base: Base) => TrafficSpec)(options, base)
}

interface Naming {
  kind: TrafficKind
  path: Path
  names: Set<string>
  context: BuildContext
}

function checkName(given: string | undefined, { kind, path, names, context }: Naming): void {
  const name = given ?? kind
  if (names.has(name)) {
    reportValue(context, given === undefined ? path : [...path, 'name'], {
      expected: 'a name of its own for each traffic',
      found: `found ${JSON.stringify(name)} a second time`,
      hint: 'give each a name',
    })
  }
  names.add(name)
}
