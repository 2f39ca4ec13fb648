import { Chalk } from 'chalk'
import type { GuaranteeReport, Report, RestartReport, TrafficReport } from '../model/report.ts'
import { describeFirst, groupFailures } from './failure-groups.ts'
import { formatShare } from './numbers.ts'
import { renderSummary } from './terminal.ts'
import { clean } from './text.ts'
import {
  describeAvailability,
  describeExpectation,
  describeLosses,
  describeSla,
  describeTimes,
  STATUS_WORDS,
} from './words.ts'
import { type Element, renderXml } from './xml.ts'

/** Why a test case did not pass. `failure`: proven bad. `error`: nothing is proven. `skipped`: seen, but decides nothing. */
interface Problem {
  kind: 'failure' | 'error' | 'skipped'
  type: string
  message: string
  text?: string
}

interface Case {
  group: string
  name: string
  seconds: number
  problem?: Problem | undefined
}

/**
 * junit.xml: one suite for the scenario; test cases for the verdict, the SLA, each traffic, guarantee and restart. Holds a
 * failure or an error exactly when the exit code of the run is not 0. Valid against the schema that Ant's JUnit task
 * implies, as github.com/windyroad/JUnit-Schema wrote it down, and the looser one of Jenkins' xunit plugin.
 */
export function renderJunit(report: Report): string {
  const cases = [
    verdictCase(report),
    slaCase(report),
    ...report.traffic.map((traffic) => trafficCase(traffic, report)),
    ...report.guarantees.map(guaranteeCase),
    ...report.restarts.map(restartCase),
  ].map((one) => (report.verdict.exitCode === 0 ? excuse(one) : one))
  return renderXml({ name: 'testsuites', attributes: {}, content: [suite(report, cases)] })
}

/** In a run that ended as it should, what went wrong decides nothing: `expect: fail` must not turn a pipeline red. */
function excuse(one: Case): Case {
  return one.problem ? { ...one, problem: { ...one.problem, kind: 'skipped' } } : one
}

function verdictCase(report: Report): Case {
  const { verdict, run } = report
  const expectation = describeExpectation(report)
  const problem: Problem = {
    kind: verdict.status === 'inconclusive' ? 'error' : 'failure',
    type: verdict.reasons[0]?.code ?? verdict.status,
    message: `${STATUS_WORDS[verdict.status]}${expectation === '' ? '' : ` (${expectation})`}`,
    text: verdict.reasons.map(({ code, message }) => `${code}: ${message}`).join('\n'),
  }
  return {
    group: 'verdict',
    name: 'verdict',
    seconds: run.durationMs / 1000,
    problem: verdict.exitCode === 0 ? undefined : problem,
  }
}

function slaCase({ sla }: Report): Case {
  const name = `availability ${formatShare(sla.target)}`
  return {
    group: 'sla',
    name,
    seconds: 0,
    problem: judge(sla.availability, sla.target, sla.lowerBound, `${describeAvailability(sla)} ${describeSla(sla)}`),
  }
}

/** A share that is below its target fails; one that is not there, or whose lower bound is below, proves nothing. */
function judge(observed: number | null, target: number, bound: number | null, message: string): Problem | undefined {
  if (observed === null) return { kind: 'error', type: 'no-traffic', message }
  if (observed < target) return { kind: 'failure', type: 'sla-missed', message }
  if (bound !== null && bound < target) return { kind: 'error', type: 'not-enough-attempts', message }
  return undefined
}

function trafficCase({ name, kind, availability, outcomes, attempts }: TrafficReport, { sla, failures }: Report): Case {
  const lost = describeLosses({ attempts, outcomes })
  const share =
    availability === null
      ? 'No request was counted'
      : `${formatShare(availability)} succeeded, wanted ${formatShare(sla.target)}`
  const problem = judge(availability, sla.target, null, `${share}: ${lost}`)
  const own = groupFailures(failures.filter((failure) => failure.traffic === name))
  const text = own.map((group) => `${group.text}; ${describeFirst(group.first)}`).join('\n')
  return {
    group: 'traffic',
    name: name === kind ? name : `${name} (${kind})`,
    seconds: 0,
    problem: problem && { ...problem, text },
  }
}

function guaranteeCase({ id, status, evidence, required }: GuaranteeReport): Case {
  const kind = required ? (status === 'broken' ? 'failure' : 'error') : 'skipped'
  const problem: Problem = { kind, type: `guarantee-${status}`, message: evidence }
  return { group: 'guarantee', name: id, seconds: 0, problem: status === 'held' ? undefined : problem }
}

function restartCase(restart: RestartReport): Case {
  const name = `restart ${restart.index}`
  return { group: 'restart', name, seconds: (restart.settledMs ?? 0) / 1000, problem: restartProblem(restart) }
}

function restartProblem(restart: RestartReport): Problem | undefined {
  const { observed, drained, settledMs, detail } = restart
  const text = `${describeTimes(restart)}\n${describeLosses(restart)}`
  if (!observed) return { kind: 'error', type: 'restart-not-observed', message: detail ?? 'not observed', text }
  if (drained) return undefined
  // An end that came too early to see the old generation go proves nothing.
  const kind = settledMs === null ? 'error' : 'failure'
  return { kind, type: 'restart-not-drained', message: detail ?? 'not drained', text }
}

function suite(report: Report, cases: Case[]): Element {
  const { scenario, run } = report
  const tally = (kind: Problem['kind']) => String(cases.filter(({ problem }) => problem?.kind === kind).length)
  const name = clean(scenario.name, 120)
  return {
    name: 'testsuite',
    attributes: {
      name: name === '' ? 'hitless' : name,
      package: 'hitless',
      id: '0',
      timestamp: run.startedAt.slice(0, 19),
      hostname: 'localhost',
      tests: String(cases.length),
      failures: tally('failure'),
      errors: tally('error'),
      skipped: tally('skipped'),
      time: (run.durationMs / 1000).toFixed(3),
    },
    content: [
      { name: 'properties', attributes: {}, content: properties(report) },
      ...cases.map((one) => testCase(one, name)),
      {
        name: 'system-out',
        attributes: {},
        content: renderSummary(report, { color: new Chalk({ level: 0 }), width: 100, paths: [] }),
      },
      { name: 'system-err', attributes: {}, content: '' },
    ],
  }
}

function properties({ run, environment }: Report): Element[] {
  return Object.entries({ run: run.id, ...environment }).map(([name, value]) => ({
    name: 'property',
    attributes: { name, value: clean(String(value)) },
    content: '',
  }))
}

function testCase({ group, name, seconds, problem }: Case, scenario: string): Element {
  const attributes = { classname: `${scenario}.${group}`, name: clean(name, 120), time: seconds.toFixed(3) }
  return { name: 'testcase', attributes, content: problem ? [problemElement(problem)] : [] }
}

function problemElement({ kind, type, message, text = '' }: Problem): Element {
  const content = text
    .split('\n')
    .map((line) => clean(line, 1000))
    .join('\n')
  return { name: kind, attributes: { type, message: clean(message) }, content }
}
