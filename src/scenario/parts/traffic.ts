import { z } from 'zod'
import { type BuildContext, reportIssue } from '../../grammar/build-context.ts'
import type { Path } from '../../grammar/issue.ts'
import { list, someOf, unionOf } from '../../grammar/map.ts'
import type { TrafficSpec } from '../../model/scenario.ts'
import type { KindOptions } from '../../traffic/kind.ts'
import type { Plain } from '../yaml/plain.ts'

/** The options of the kinds that there are, by the key that each has, in the order in which they are shown. */
export type TrafficRegistry = Readonly<Record<string, KindOptions>>

/** What runs where a scenario does not say. */
export const DEFAULT_TRAFFIC = {
  http: { connections: '20', rate: '500/s' },
  fresh: { rate: '50/s' },
  keepalive: {},
} as const

/** One set of options, several in a list, or nothing at all for the defaults; always read as a list. */
function severalOf<Options>(options: z.ZodType<Options>): z.ZodType<Options[]> {
  const expected = 'a map of options, or a list of them'
  const several = list(options, expected).min(1, { error: () => expected })
  return unionOf([z.null().transform(() => [options.parse({})]), options.transform((one) => [one]), several], expected)
}

export function defineTrafficSchema(kinds: TrafficRegistry) {
  const shape = Object.entries(kinds).map(([kind, { schema }]) => [kind, severalOf(schema).exactOptional()] as const)
  return someOf(Object.fromEntries(shape), 'at least one kind of traffic', 'Traffic that runs all the time, by kind.')
}

type Traffic = z.output<ReturnType<typeof defineTrafficSchema>>

/** What surrounds the traffic of a scenario. */
interface Surroundings {
  kinds: TrafficRegistry
  /** The traffic as it was written: it has the order of the kinds, which zod does not keep. */
  written: Plain
  url: string
  context: BuildContext
}

export function buildTraffic(traffic: Traffic, { kinds, written, url, context }: Surroundings): TrafficSpec[] {
  const order = Object.keys(written ?? {})
  const names = new Set<string>()
  const inOrder = Object.entries(kinds).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  return inOrder.flatMap(([kind, { build }]) =>
    (traffic[kind] ?? []).map((options, index) => {
      const path = isList(written, kind) ? ['traffic', kind, index] : ['traffic', kind]
      checkName(options.name, { kind, path, names, context })
      return build(options, { name: options.name ?? kind, path, url, context })
    }),
  )
}

function isList(written: Plain, kind: string): boolean {
  return written !== null && typeof written === 'object' && !Array.isArray(written) && Array.isArray(written[kind])
}

interface Naming {
  kind: string
  path: Path
  names: Set<string>
  context: BuildContext
}

function checkName(given: string | undefined, { kind, path, names, context }: Naming): void {
  const name = given ?? kind
  if (names.has(name)) {
    reportIssue(context, given === undefined ? path : [...path, 'name'], {
      expected: 'a name of its own for each traffic',
      found: `found ${JSON.stringify(name)} a second time`,
      hint: 'give each a name',
    })
  }
  names.add(name)
}
