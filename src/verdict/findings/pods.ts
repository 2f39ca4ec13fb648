import type { WorkloadFacts } from '../../model/cluster-event.ts'
import type { Ledger } from '../../model/ledger.ts'
import type { PodLife } from '../../model/pod.ts'
import type { RestartSpan } from './rule-input.ts'

/** What the pods of a workload left behind in a restart. */

/**
 * How long nodes may route to a pod after its EndpointSlice has let go of it, milliseconds. kube-proxy writes its rules at most once a
 * second (`--iptables-min-sync-period`), and a node that is busy later still.
 */
export const ROUTE_LATE_MS = 3000
/** What an old process does is read by clients a little before the watch tells of its reason. */
export const EARLY_MS = 100

/** A pod that was older than a restart and began to terminate in it. */
export type EndedPod = PodLife & { terminating: number }

export function endedPodsIn({ pods }: Ledger, { index, begun, until }: RestartSpan): EndedPod[] {
  return pods.filter(
    (pod): pod is EndedPod =>
      (pod.bornIn === null || pod.bornIn < index) &&
      pod.terminating !== undefined &&
      pod.terminating >= begun &&
      pod.terminating < until,
  )
}

/** Pods whose template was new in a restart. */
export function newPodsIn({ pods }: Ledger, { index }: RestartSpan): PodLife[] {
  return pods.filter(({ bornIn }) => bornIn === index)
}

/** When nodes may have ceased to route to a terminating pod. */
export function routedUntil({ terminating, routed }: EndedPod): number {
  return Math.max(terminating, ...routed.map(({ to = terminating }) => to)) + ROUTE_LATE_MS
}

/** What the workload's specification was in a restart; undefined where the target is none. */
export function factsIn({ events }: Ledger, { until }: RestartSpan): WorkloadFacts | undefined {
  const seen = events.findLast((event) => event.kind === 'workload-seen' && event.t < until)
  return seen?.kind === 'workload-seen' ? seen : undefined
}

/** A time in which so few pods were routed to. */
export interface Scarcity {
  from: number
  to: number
  routed: number
}

/** The times of a restart in which fewer pods than `wanted` received traffic, in order. */
export function scarcitiesIn({ pods }: Ledger, { begun, until }: RestartSpan, wanted: number): Scarcity[] {
  const routes = pods.flatMap(({ routed }) => routed)
  const moments = routes.flatMap(({ from, to = until }) => [from, to]).filter((t) => t > begun && t < until)
  const times = [begun, ...new Set(moments), until].toSorted((a, b) => a - b)
  return times.slice(0, -1).flatMap((from, i) => {
    const to = times[i + 1] ?? until
    const routed = routes.filter((route) => route.from <= from && (route.to ?? until) >= to).length
    return routed < wanted ? [{ from, to, routed }] : []
  })
}
