import { Chalk } from 'chalk'
import type { Report } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import { type Case, type CaseProblem, listCases } from './junit-cases.ts'
import { renderSummary } from './report-document.ts'
import { describeTitle, STATUS_WORDS } from './sla-sentences.ts'
import { type Element, renderXml } from './xml.ts'

/**
 * junit.xml: one suite for the scenario; test cases for the verdict, the SLA, each traffic, guarantee and restart. Holds a
 * failure or an error exactly when the exit code of the run is not 0. Valid against the schema that Ant's JUnit task
 * implies, as github.com/windyroad/JUnit-Schema wrote it down, and the looser one of Jenkins' xunit plugin.
 */
export function renderJunit(report: Report): string {
  return renderXml({ name: 'testsuites', attributes: {}, content: [suite(report, listCases(report))] })
}

function suite(report: Report, cases: Case[]): Element {
  const { scenario, run } = report
  const tally = (kind: CaseProblem['kind']) => String(cases.filter(({ problem }) => problem?.kind === kind).length)
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

function properties(report: Report): Element[] {
  const { run, environment, verdict } = report
  const first = `${STATUS_WORDS[verdict.status]} ${describeTitle(report)}`
  return Object.entries({ verdict: first, run: run.id, ...environment }).map(([name, value]) => ({
    name: 'property',
    attributes: { name, value: clean(String(value)) },
    content: '',
  }))
}

function testCase({ group, name, seconds, problem }: Case, scenario: string): Element {
  const attributes = { classname: `${scenario}.${group}`, name: clean(name, 120), time: seconds.toFixed(3) }
  return { name: 'testcase', attributes, content: problem ? [problemElement(problem)] : [] }
}

function problemElement({ kind, type, message, text = '' }: CaseProblem): Element {
  const content = text
    .split('\n')
    .map((line) => clean(line, 1000))
    .join('\n')
  return { name: kind, attributes: { type, message: clean(message) }, content }
}
