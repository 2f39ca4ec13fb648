import type { z } from 'zod'
import type { BuildContext } from '../grammar/build-context.ts'
import type { Path } from '../grammar/issue.ts'
import type { PlannedTraffic } from '../model/plan.ts'
import type { TrafficSpec, TrafficTraits } from '../model/scenario.ts'
import type { CreateProbe } from './probe.ts'

/** Where a traffic was written, and what the scenario says around it. */
export interface TrafficPlace {
  /** Its name in the reports. */
  name: string
  path: Path
  /** The target's. */
  url: string
  context: BuildContext
}

/** The measured part of a run, at the least. */
export interface MeasuredRun {
  seconds: number
  restarts: number
}

/** How many requests a traffic makes in it, as far as that is known. */
export type ExpectedLoad = Omit<PlannedTraffic, 'name' | 'kind'>

/** What a person can say of a kind of traffic, and what becomes of that. */
export interface KindOptions<
  Written extends { name?: string } = { name?: string },
  Spec extends TrafficSpec = TrafficSpec,
> {
  /** What people write: one set of options. */
  schema: z.ZodType<Written>
  /** Turns that into the traffic's spec. Reports what only the whole scenario shows to be wrong. */
  build(written: Written, place: TrafficPlace): Spec
  /** What `plan` expects of it. */
  expect(spec: Spec, run: MeasuredRun): ExpectedLoad
}

/**
 * A row of the registry: all that the program knows of a kind of traffic. Options and probe are loaded when they are asked for: a thread
 * of traffic needs no options, with all of zod behind them, and a reader of scenarios needs no probe.
 */
export interface TrafficKindRow<
  Written extends { name?: string } = { name?: string },
  Spec extends TrafficSpec = TrafficSpec,
> {
  traits: TrafficTraits
  options(): Promise<KindOptions<Written, Spec>>
  /** What sends it. */
  probe(): Promise<CreateProbe<Spec>>
}

/** Checks that the parts of a kind fit together. */
export function defineKind<Written extends { name?: string }, Spec extends TrafficSpec>(
  row: TrafficKindRow<Written, Spec>,
): TrafficKindRow<Written, Spec> {
  return row
}

/** A row for each kind: its key is the kind of the traffic that its options build. */
type KindRows<Rows> = {
  [Kind in keyof Rows]: TrafficKindRow<{ name?: string }, TrafficSpec & { kind: Kind }>
}

/** Checks that each kind stands under its own name. */
export function defineKinds<Rows extends KindRows<Rows>>(rows: Rows): Rows {
  return rows
}
