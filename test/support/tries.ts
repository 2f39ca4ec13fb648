import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { TestRunner } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import type { ReasonCode } from '../../src/model/verdict.ts'
import { type Ended, makeFolder, readReport } from './cli.ts'

/** One run of a scenario. */
export interface TriedRun extends Ended {
  folder: string
  /** Absent where the run came to none, such as after a mistake in the scenario. */
  report: Report | undefined
}

/** A run that did not end as it should because the harness itself was late proves nothing: it says so, and is made again. */
const BUSY: ReadonlySet<ReasonCode> = new Set(['generator-behind', 'harness-stalled', 'local-failures'])

/** How often such a run is made, at the most. */
const TRIES = 3

/** What the end of a run told before its reasons: a test's output is often seen from its end only. */
const LINES_KEPT = 5

/** Makes a run, the nth, into a folder of its own, until it ended as it should or the harness was in time, and keeps all of these runs. */
export async function tryUntilInTime(
  make: (folder: string) => Promise<Ended>,
  before: readonly TriedRun[] = [],
): Promise<TriedRun[]> {
  const folder = makeFolder()
  const ended = await make(folder)
  const report = existsSync(join(folder, 'report.json')) ? readReport(folder) : undefined
  const tries = [...before, { ...ended, folder, report }]
  noteTries(tries.length)
  return ended.code !== 0 && findBusy(report).length > 0 && tries.length < TRIES ? tryUntilInTime(make, tries) : tries
}

/** For the list of the slowest tests: what was run again took as many times as long. */
function noteTries(tries: number): void {
  const test = TestRunner.getCurrentTest()
  if (test !== undefined) test.meta.tries = Math.max(tries, test.meta.tries ?? 0)
}

/** Why a run says nothing of the target; empty where it does. */
export function findBusy(report: Report | undefined): ReasonCode[] {
  const codes = report?.verdict.reasons.map(({ code }) => code) ?? []
  return [...new Set(codes.filter((code) => BUSY.has(code)))]
}

/** What the last of some tries ended in, the most telling lines last. */
export function describeTries(file: string, tries: readonly TriedRun[]): string {
  const last = tries.at(-1)
  const busy = tries.map(
    (one, i) => `try ${i + 1}: exit code ${one.code}, harness ${findBusy(one.report).join(', ') || 'in time'}`,
  )
  return [
    ...(last?.stderr.trimEnd().split('\n').slice(-LINES_KEPT) ?? []),
    `${file} did not end as it should: ${busy.join('; ')}.`,
    ...(last?.report === undefined ? ['It wrote no report.'] : describeReport(last.report)),
  ].join('\n')
}

function describeReport({ verdict, guarantees, findings }: Report): string[] {
  const { status, expected = 'nothing', exitCode, unmet = [], reasons } = verdict
  return [
    `Exit code ${exitCode}, verdict ${status}, expected ${expected}.`,
    ...guarantees.map(({ id, status: state, evidence }) => `guarantee ${id} ${state}: ${evidence}`),
    ...findings.map(({ id, evidence }) => `finding ${id}: ${evidence}`),
    ...unmet.map((sentence) => `unmet: ${sentence}`),
    ...reasons.map(({ code, message }) => `${code}: ${message}`),
  ]
}
