import { isRedirect, parseAnswer } from '../../model/answer.ts'
import type { Ledger, TrafficTotals } from '../../model/ledger.ts'
import type { TrafficSpec } from '../../model/scenario.ts'
import type { Reason } from '../../model/verdict.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { namesStatus } from '../answers.ts'

/** Fewer among many may be the service's way to answer some of its clients. */
const NEARLY_ALL = 0.99

/**
 * Traffic that got nothing but 4xx and redirects without having asked for them: by default they are `ok`, and a path with a mistake in it, or a
 * cookie that has expired, would pass, however the service is restarted.
 */
export function findUselessAnswers({ traffic, scenario }: Ledger): Reason[] {
  return traffic.flatMap((account) => {
    const errors = isAskedFor(scenario.traffic, account) ? {} : account.clientErrors
    const redirects = countRedirects(account, scenario.traffic)
    const useless = countAll(errors) + countAll(redirects)
    if (account.outcomes.ok === 0 || useless < NEARLY_ALL * account.outcomes.ok) return []
    return countAll(errors) > countAll(redirects)
      ? [describe('only-client-errors', account, { ...errors, ...redirects })]
      : [describe('only-redirects', account, { ...redirects, ...errors })]
  })
}

/** A request of its expects a status of 4xx by name or class. */
export function isAskedFor(specs: readonly TrafficSpec[], { name }: { name: string }): boolean {
  const requests = specs.find((spec) => spec.name === name)?.requests ?? []
  return requests.some(({ expect }) => expect.status.some(({ from, to }) => from >= 400 && to < 500))
}

/** By where they lead. */
function countRedirects({ name, answers }: TrafficTotals, specs: readonly TrafficSpec[]): Record<string, number> {
  const requests = specs.find((spec) => spec.name === name)?.requests ?? []
  const counts: Record<string, number> = {}
  for (const answer of answers) {
    const { status } = parseAnswer(answer.name)
    if (!answer.ok || !isRedirect(status) || namesStatus(requests, status)) continue
    counts[answer.name] = (counts[answer.name] ?? 0) + answer.count
  }
  return counts
}

function countAll(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

const MEANINGS = {
  'only-client-errors': 'correct its requests, or let them `expect` that status if it is meant',
  'only-redirects':
    'what they lead to was not requested, and nothing behind it was tested; request that, with a session that is valid, or let the requests `expect` that status if it is meant',
} as const

function describe(
  code: keyof typeof MEANINGS,
  { name, outcomes }: TrafficTotals,
  counts: Record<string, number>,
): Reason {
  const common = Object.entries(counts).toSorted(([, a], [, b]) => b - a)
  const shown = common.slice(0, 3).map(([answer, count]) => `${formatCount(count)} with ${answer}`)
  const message = `of ${countOf(outcomes.ok, 'answer')} to ${name}, ${listed(shown)}${code === 'only-redirects' ? ', a redirect' : ''}: ${MEANINGS[code]}`
  return { code, message }
}
