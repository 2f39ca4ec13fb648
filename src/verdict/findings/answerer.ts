import type { Ledger } from '../../model/ledger.ts'
import { letGoIn } from './departures.ts'
import { seenLate } from './lateness.ts'
import { type Loss, lostIn, sentAt } from './loss.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'

/** Which generation gave a wrong answer; undefined where that is not known, and perhaps a proxy in front gave it. */
export type Answerer = 'old' | 'new' | undefined

/** A complete answer that is not the one that was expected. */
export function isWrongAnswer({ outcome }: Loss): boolean {
  return outcome === 'status' || outcome === 'invalid'
}

/** These alone say that a gateway answered, and not the server itself (RFC 9110 §15.6.3, §15.6.5). */
const BY_GATEWAYS = new Set([502, 504])

/** Such an answer comes from a gateway, whose own generation says nothing of the cause: the server behind it did not answer. */
export function isByGateway({ outcome, attempt }: Loss): boolean {
  return outcome === 'status' && BY_GATEWAYS.has(attempt.status ?? 0)
}

const known = new WeakMap<readonly Loss[], ReadonlyMap<Loss, Answerer>>()

/** By its label, or else by its connection, where the very processes that were restarted hold the connections of clients. */
export function findAnswerer(loss: Loss, input: RuleInput): Answerer {
  const answerers = known.get(input.lost) ?? findAnswerers(input)
  known.set(input.lost, answerers)
  return answerers.get(loss)
}

/** Of all wrong answers: while both generations accept, those of the same kind that come later tell. */
function findAnswerers(input: RuleInput): ReadonlyMap<Loss, Answerer> {
  const openings = findOpenings(input.lost)
  const sure = input.spans.flatMap((span) => {
    const direct = isServedDirectly(span, input)
    const wrong = lostIn(input.lost, span).filter((loss) => isWrongAnswer(loss) && !isByGateway(loss))
    return wrong.map((loss) => ({ loss, direct, by: answererIn(span, loss, { direct, openings }, input) }))
  })
  const byNew = new Set(sure.filter(({ by }) => by === 'new').map(({ loss }) => kindOf(loss)))
  return new Map(
    sure.map(({ loss, direct, by }) => [loss, by ?? (direct && byNew.has(kindOf(loss)) ? 'new' : undefined)]),
  )
}

function kindOf({ restart, attempt, outcome }: Loss): string {
  return `${restart} ${outcome} ${attempt.status}`
}

function answererIn(
  span: RestartSpan,
  loss: Loss,
  { direct, openings }: { direct: boolean; openings: ReadonlyMap<string, number> },
  input: RuleInput,
): Answerer {
  const { generation } = loss.attempt
  if (generation !== undefined) return byLabel(generation, span)
  return direct ? byConnection(loss, span, openings.get(connectionOf(loss)), input) : undefined
}

function byLabel(label: string, { generations }: RestartSpan): Answerer {
  if (generations.new.includes(label)) return 'new'
  return generations.old.includes(label) ? 'old' : undefined
}

/** Old processes let go of the port, or were seen with connections of clients: no proxy that stays is in front. */
function isServedDirectly(span: RestartSpan, { ledger }: RuleInput): boolean {
  return letGoIn(ledger, span).length > 0 || (span.observed && ledger.scenario.target.generation.by === 'process')
}

/** A client that kept a connection stays with the old generation; once that has let go of the port, new connections reach the new one. */
function byConnection(loss: Loss, span: RestartSpan, opened = 0, input: RuleInput): Answerer {
  const { ledger } = input
  const gone = span.drainMs === undefined ? Number.POSITIVE_INFINITY : span.begun + span.drainMs
  if (opened < span.begun) return sentAt(loss) > gone ? 'new' : 'old'
  const letGo = letGoIn(ledger, span).at(-1)?.t
  if (opened >= Math.min(gone, letGo ?? gone)) return 'new'
  const first = firstOfNew(span, ledger)
  return opened < first - seenLate(input, first) ? 'old' : undefined
}

/** When connections were opened, of those whose first request is on the account as it was answered wrongly too. */
function findOpenings(lost: readonly Loss[]): ReadonlyMap<string, number> {
  return new Map(lost.filter(({ reused }) => !reused).map((loss) => [connectionOf(loss), sentAt(loss)]))
}

function connectionOf({ attempt: { traffic, connection } }: Loss): string {
  return `${traffic} ${connection.id}`
}

/** When a process of the new generation first held the port. */
function firstOfNew({ index, begun }: RestartSpan, { processes, listeners }: Ledger): number {
  const born = new Set(processes.filter(({ bornIn }) => bornIn === index).map(({ pid }) => pid))
  const held = listeners.filter(({ pid }) => born.has(pid)).map(({ from }) => from)
  return held.length === 0 ? begun : Math.min(...held)
}
