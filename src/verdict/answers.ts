import { type AnswerFacts, isRedirect, parseAnswer } from '../model/answer.ts'
import type { AnswerCount, Ledger, TrafficTotals } from '../model/ledger.ts'
import type { RequestSpec } from '../model/scenario.ts'

/** An answer that a traffic got since a restart, and not before. */
export interface AnswerChange {
  traffic: string
  name: string
  facts: AnswerFacts
  /** What is new about it. */
  what: 'status' | 'redirect' | 'content type' | 'empty body'
  /** Since this restart. */
  since: number
  count: number
  /** All good answers since then. */
  among: number
  /** Good answers before, all of them without it. */
  before: number
}

/** With answers by chance, this share of runs would show a change that is none. */
const CHANCE = 0.05

/** Changes of the answers that begin with a restart, and that no request of the traffic expects by name. */
export function findAnswerChanges({ traffic, scenario }: Ledger): AnswerChange[] {
  return traffic.flatMap((totals) => {
    const requests = scenario.traffic.find(({ name }) => name === totals.name)?.requests ?? []
    return findChanges(totals, requests)
  })
}

function findChanges({ name: traffic, answers }: TrafficTotals, requests: readonly RequestSpec[]): AnswerChange[] {
  const good = answers.filter(({ ok }) => ok)
  const restarts = [...new Set(good.map(({ since }) => since))].filter((since) => since !== null)
  const changes = restarts.flatMap((since) => {
    const earlier = good.filter((one) => (one.since ?? 0) < since)
    // What began with this restart, and not with a later one; it is counted to the end.
    const now = good.filter((one) => one.since === since)
    const onward = good.filter((one) => (one.since ?? 0) >= since)
    const [before, among] = [countAll(earlier), countAll(onward)]
    return [...new Set(now.map(({ name }) => name))].flatMap((name): AnswerChange[] => {
      const isNamed = (one: AnswerCount) => one.name === name
      const count = countAll(onward.filter(isNamed))
      const facts = parseAnswer(name)
      const what = whatIsNew(facts, earlier)
      // An answer of this share would have been seen among those before.
      const byChance = (1 - countAll(now.filter(isNamed)) / countAll(now)) ** before
      if (what === undefined || byChance > CHANCE || isMeant(requests, facts, what)) return []
      return [{ traffic, name, facts, what, since, count, among, before }]
    })
  })
  return changes
}

function countAll(answers: readonly AnswerCount[]): number {
  return answers.reduce((sum, { count }) => sum + count, 0)
}

function whatIsNew(facts: AnswerFacts, earlier: readonly AnswerCount[]): AnswerChange['what'] | undefined {
  const alike = earlier
    .map(({ name }) => parseAnswer(name))
    .filter((one) => one.status === facts.status && one.grpcStatus === facts.grpcStatus)
  if (alike.length === 0) return 'status'
  // With a place for each request, or too many of them to be told apart, a new one is no change.
  if (isRedirect(facts.status)) {
    const isKnown = alike.some(({ redirect }) => redirect === undefined || redirect === facts.redirect)
    return isKnown || facts.redirect === undefined ? undefined : 'redirect'
  }
  if (facts.empty === true) return alike.some(({ empty }) => empty) ? undefined : 'empty body'
  const known = alike.filter(({ empty }) => empty !== true)
  if (known.length === 0) return undefined
  return known.some(({ contentType }) => contentType === facts.contentType) ? undefined : 'content type'
}

/** Some request of the traffic expects the new answer, or asked for one or the other. */
function isMeant(
  requests: readonly RequestSpec[],
  { status, grpcStatus }: AnswerFacts,
  what: AnswerChange['what'],
): boolean {
  // A good one other than OK is always named by `expect`.
  if (grpcStatus !== undefined) return true
  if (what === 'content type' || what === 'empty body') return requests.some(({ expect }) => expect.body !== undefined)
  return namesStatus(requests, status) || (MAY_DEPEND.has(status) && requests.some(isConditional))
}

/** Whether some of the requests expect a status by itself or by its class. */
export function namesStatus(requests: readonly RequestSpec[], status: number): boolean {
  const first = Math.floor(status / 100) * 100
  return requests.some(({ expect }) =>
    expect.status.some(({ from, to }) => from <= status && status <= to && from >= first && to < first + 100),
  )
}

/** RFC 9110 §13: what a conditional request is answered with depends on what the client has. */
const MAY_DEPEND = new Set([200, 206, 304, 412])

function isConditional({ headers }: RequestSpec): boolean {
  return Object.keys(headers).some((name) =>
    /^if-(?:none-match|modified-since|match|unmodified-since|range)$/i.test(name),
  )
}
