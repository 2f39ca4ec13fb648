import type { Ledger, TrafficTotals } from '../../model/ledger.ts'
import type { ExpectSpec, TrafficSpec } from '../../model/scenario.ts'
import type { Reason } from '../../model/verdict.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'

/** Fewer among many may be the service's way to answer some of its clients. */
const NEARLY_ALL = 0.99

/**
 * Traffic that got nothing but 4xx without having asked for them: by default they are `ok`, and a path with a mistake in it would pass,
 * however the service is restarted.
 */
export function findClientErrors({ traffic, scenario }: Ledger): Reason[] {
  return traffic.filter((account) => isAllErrors(account) && !isAskedFor(scenario.traffic, account)).map(describe)
}

function isAllErrors({ outcomes, clientErrors }: TrafficTotals): boolean {
  return outcomes.ok > 0 && countAll(clientErrors) >= NEARLY_ALL * outcomes.ok
}

/** A request of its expects a status of 4xx by name or class. */
export function isAskedFor(specs: readonly TrafficSpec[], { name }: { name: string }): boolean {
  const requests = specs.find((spec) => spec.name === name)?.requests ?? []
  return requests.some(({ expect }) => expect.status.some(isClientError))
}

function isClientError({ from, to }: ExpectSpec['status'][number]): boolean {
  return from >= 400 && to < 500
}

function countAll(clientErrors: Record<string, number>): number {
  return Object.values(clientErrors).reduce((sum, count) => sum + count, 0)
}

function describe({ name, outcomes, clientErrors }: TrafficTotals): Reason {
  const common = Object.entries(clientErrors).toSorted(([, a], [, b]) => b - a)
  const statuses = common.map(([status, count]) => `${formatCount(count)} with ${status}`)
  const message =
    `of ${countOf(outcomes.ok, 'answer')} to ${name}, ${listed(statuses)}: correct its requests, ` +
    'or let them `expect` that status if it is meant'
  return { code: 'only-client-errors', message }
}
