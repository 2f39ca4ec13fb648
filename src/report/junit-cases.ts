import type { GuaranteeReport, Report, RestartReport, TrafficReport } from '../model/report.ts'
import type { Standing } from '../model/sla-result.ts'
import { formatShare } from '../text/numbers.ts'
import { describeFirst, groupFailures } from './failure-groups.ts'
import { groupEnds } from './lifeline-groups.ts'
import { describeSignalled } from './restart-sentences.ts'
import {
  describeAvailability,
  describeExpectation,
  describeGenerations,
  describeLosses,
  describeSla,
  describeTimes,
  STATUS_WORDS,
  standingOf,
} from './sla-sentences.ts'

/** Why a test case did not pass. `failure`: proven bad. `error`: nothing is proven. `skipped`: seen, but decides nothing. */
export interface CaseProblem {
  kind: 'failure' | 'error' | 'skipped'
  type: string
  message: string
  text?: string
}

export interface Case {
  group: string
  name: string
  seconds: number
  problem?: CaseProblem | undefined
}

/** The test cases of a report. In a run whose exit code is 0 none is a failure or an error; in any other the verdict is one. */
export function listCases(report: Report): Case[] {
  const cases = [
    verdictCase(report),
    slaCase(report),
    ...report.traffic.map((traffic) => trafficCase(traffic, report)),
    ...report.guarantees.map((guarantee) => guaranteeCase(guarantee, report)),
    ...report.restarts.map(restartCase),
  ]
  return report.verdict.exitCode === 0 ? cases.map(excuse) : cases
}

/** In a run that ended as it should, what went wrong decides nothing: `expect: fail` must not turn a pipeline red. */
function excuse(one: Case): Case {
  return one.problem ? { ...one, problem: { ...one.problem, kind: 'skipped' } } : one
}

function verdictCase(report: Report): Case {
  const { verdict, run } = report
  const expectation = describeExpectation(report)
  const findings = report.findings.map(({ title }) => title)
  const problem: CaseProblem = {
    kind: verdict.status === 'inconclusive' ? 'error' : 'failure',
    type: verdict.reasons[0]?.code ?? verdict.status,
    message: [`${STATUS_WORDS[verdict.status]}${expectation === '' ? '' : ` (${expectation})`}`, ...findings].join(
      '; ',
    ),
    text: [
      ...verdict.reasons.map(({ code, message }) => `${code}: ${message}`),
      ...report.findings.map(({ id, title, evidence, remedy }) => `${id}: ${title}. ${evidence} → ${remedy}`),
    ].join('\n'),
  }
  return {
    group: 'verdict',
    name: 'verdict',
    seconds: run.durationMs / 1000,
    problem: verdict.exitCode === 0 ? undefined : problem,
  }
}

function slaCase(report: Report): Case {
  const { sla } = report
  const name = `availability ${formatShare(sla.target)}`
  const message = `${describeAvailability(sla)} ${describeSla(report)}`
  return { group: 'sla', name, seconds: 0, problem: problemOf(standingOf(sla), message) }
}

/** A target that is missed fails; one that is neither met nor missed proves nothing. */
function problemOf(standing: Standing | null, message: string): CaseProblem | undefined {
  if (standing === null) return { kind: 'error', type: 'no-traffic', message }
  if (standing === 'missed') return { kind: 'failure', type: 'sla-missed', message }
  return standing === 'open' ? { kind: 'error', type: 'not-enough-attempts', message } : undefined
}

function trafficCase({ name, kind, availability, outcomes, attempts }: TrafficReport, report: Report): Case {
  const { sla, failures } = report
  const lost = describeLosses({ attempts, outcomes })
  const share =
    availability === null
      ? 'No request was counted'
      : `${formatShare(availability)} succeeded, target ${formatShare(sla.target)}`
  // Long-lived connections that were opened in the warm-up and never ended have made no attempt since.
  const lasting = attempts === 0 && report.lifelines.some((lifelines) => lifelines.kind === kind)
  const standing = standingOfTraffic(sla, { name, availability })
  // One that is in between decides nothing.
  const problem = lasting || standing === 'open' ? undefined : problemOf(standing, `${share}: ${lost}`)
  const own = groupFailures(failures.filter((failure) => failure.traffic === name))
  const text = own.map((group) => `${group.text}; ${describeFirst(group.first)}`).join('\n')
  return {
    group: 'traffic',
    name: name === kind ? name : `${name} (${kind})`,
    seconds: 0,
    problem: problem && { ...problem, text },
  }
}

/** Also of a report that does not say it, by the rules of its time. */
function standingOfTraffic(
  sla: Report['sla'],
  { name, availability }: Pick<TrafficReport, 'name' | 'availability'>,
): Standing | null {
  const claim = sla.traffic?.find((one) => one.name === name)
  if (claim !== undefined || availability === null) return claim?.standing ?? null
  return availability < sla.target ? 'missed' : 'met'
}

function guaranteeCase({ id, status, evidence, required }: GuaranteeReport, report: Report): Case {
  const kind = required ? (status === 'broken' ? 'failure' : 'error') : 'skipped'
  const text = id === 'connections-kept' ? groupEnds(report).join('\n') : ''
  const problem: CaseProblem = { kind, type: `guarantee-${status}`, message: evidence, ...(text !== '' && { text }) }
  return { group: 'guarantee', name: id, seconds: 0, problem: status === 'held' ? undefined : problem }
}

function restartCase(restart: RestartReport): Case {
  const name = `restart ${restart.index}`
  return { group: 'restart', name, seconds: (restart.settledMs ?? 0) / 1000, problem: restartProblem(restart) }
}

function restartProblem(restart: RestartReport): CaseProblem | undefined {
  const { observed, drained, settledMs, detail } = restart
  const text = [
    describeTimes(restart),
    describeLosses(restart),
    `generation ${describeGenerations(restart)}`,
    ...describeSignalled(restart),
  ].join('\n')
  if (!observed) return { kind: 'error', type: 'restart-not-observed', message: detail ?? 'not observed', text }
  if (drained) return undefined
  // An end that came too early to see the old generation go proves nothing.
  const kind = settledMs === null ? 'error' : 'failure'
  return { kind, type: 'restart-not-drained', message: detail ?? 'not drained', text }
}
