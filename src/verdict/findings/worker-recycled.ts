import { countOf, formatDuration } from '../../text/numbers.ts'
import { labelProcess } from '../process-ends.ts'
import { isIn, listRecycled, type Went } from '../steadiness/processes.ts'
import { seenLate, seenLateInCalm, TOGETHER_MS } from './lateness.ts'
import { isCut, type Loss } from './loss.ts'
import { greatest, ruleOfRun } from './rule.ts'
import type { RuleInput } from './rule-input.ts'
import { countRetries, describeOutcomes, describeRetries } from './words.ts'

/** A process that ended by itself, and what was lost as it left. */
interface Departure {
  life: Went
  from: number
  losses: Loss[]
}

/** What a server loses as it replaces its workers by itself, with no restart to blame. */
export const findWorkerRecycled = ruleOfRun(
  (input) => ({ losses: findDepartures(input).flatMap(({ losses }) => losses) }),
  ({ losses }, input) => {
    const all = findDepartures(input).filter((one) => one.losses.length > 0)
    const [first] = all
    if (first === undefined) return undefined
    const worst = greatest(all, first, (one) => one.losses.length)
    return {
      title: `${countOf(losses.length, 'request')} lost as ${all.length === 1 ? 'a worker' : `${all.length} workers`} ended by ${all.length === 1 ? 'itself' : 'themselves'}, without a restart`,
      explanation:
        'The server replaces its workers by itself, as with a limit of requests for each, or they crash and are started again. A worker that leaves closed connections on which ' +
        'requests were on their way. No step ended it: this happens without any restart too.',
      evidence: `${describeOutcomes(losses)} as ${countOf(all.length, 'worker')} ended by ${all.length === 1 ? 'itself' : 'themselves'}, ${describe(worst)}; ${describeRetries(losses)}`,
      remedy:
        'Recycle workers less often, or not at all (gunicorn max_requests, Apache MaxConnectionsPerChild, PHP-FPM pm.max_requests), use a worker class that answers what its connections still hold ' +
        'before it leaves, or have a proxy in front hold the keep-alive connections and retry. If workers crash, see target.log.',
      figures: { endedWorkers: all.length, ...countRetries(losses) },
      references: ['gunicorn: max_requests', 'Apache: MaxConnectionsPerChild', 'RFC 9112 §9.6, Tear-down'],
    }
  },
)

/** Each loss belongs to the first worker that was leaving when it was cut. */
function findDepartures(input: RuleInput): Departure[] {
  const { ledger, losses } = input
  const { went, idle } = listRecycled(ledger)
  const open = new Set(losses.filter((loss) => isCut(loss) && (loss.restart === null || isIn(idle, loss.restart))))
  return went.map((life) => {
    const from = leavingSince(life, input)
    const own = [...open].filter(({ end }) => end >= from && end <= life.ended + TOGETHER_MS)
    for (const loss of own) open.delete(loss)
    return { life, from, losses: own }
  })
}

/** From when it let go of its listening socket, at the earliest. */
function leavingSince({ pid, started, ended }: Went, input: RuleInput): number {
  const letGo = input.ledger.listeners
    .filter((hold) => hold.pid === pid && hold.from <= ended && (hold.to ?? ended) >= started)
    .map(({ to = ended }) => to - seenLateInCalm(input, to))
  return Math.min(ended - seenLate(input, ended), ...letGo)
}

function describe({ life, losses }: Departure): string {
  const ends = losses.map(({ end }) => end)
  const span = formatDuration(Math.max(...ends) - Math.min(...ends))
  return `most of them (${losses.length}) within ${span} as ${labelProcess(life)} left, which was gone at ${formatDuration(life.ended)}`
}
