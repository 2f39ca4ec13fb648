import type { Recorder } from '../model/recorder.ts'
import type { TrafficSpec } from '../model/scenario.ts'
import type { ClientContext } from '../net/client-context.ts'
import type { GracePeriod } from './thread/lifetime.ts'
import type { Driver } from './thread/run-thread.ts'

/** What a probe is made from. */
export interface ProbeContext<Spec extends TrafficSpec = TrafficSpec> extends ClientContext, GracePeriod {
  spec: Spec
  recorder: Recorder
  /** Retryable failures are sent again, on a new connection. */
  retrying: boolean
}

export type Probe = Driver
export type CreateProbe<Spec extends TrafficSpec> = ProbeFactory<Spec>['create']

/** A method, so that the registry can hold those of all kinds: it gives each the spec of its own kind. */
interface ProbeFactory<Spec extends TrafficSpec> {
  create(context: ProbeContext<Spec>): Probe | Promise<Probe>
}

/** How long a client waits after a failure before it tries again: a refused connection costs no time, and would become a hot loop. */
export const FAILURE_PAUSE_MS = 100
