import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { startClock } from './model/clock.ts'
import type { Entry } from './model/entry.ts'
import { watchAbortConditions } from './run/abort-conditions.ts'
import { claimRunFolder } from './run/claim-run-folder.ts'
import { watchHarness } from './run/harness.ts'
import { openTarget } from './run/open-target.ts'
import { openTraffic } from './run/open-traffic.ts'
import { runPhases } from './run/phases.ts'
import { type Prepared, type PrepareSettings, prepareScenario } from './run/prepare.ts'
import { openRecord } from './run/record.ts'
import { JOURNAL_FILE, type Rendered, renderRun } from './run/render.ts'

/** Its folder must be new, or without an earlier run. */
export interface RunSettings extends PrepareSettings {
  /** What the run is called, such as the version that is tested; reports can be gathered by it. */
  label?: string | undefined
  /** Told of every entry as it goes into the journal. */
  watch: (entry: Entry) => void
  /** Ends the run early; what was seen until then is reported. */
  interrupt: AbortSignal
}

/**
 * One run of a scenario, from its file to its reports.
 *
 * @throws ScenarioError or OutputError before anything was started, TargetError where there is nothing to be measured
 */
export async function runScenario(settings: RunSettings): Promise<Rendered> {
  const prepared = await prepareScenario(settings)
  const folder = claimRunFolder(settings.folder)
  // Also when the program is ended on the spot.
  process.once('exit', folder.release)
  try {
    await keepJournal(prepared, settings)
    return await renderRun(folder.path)
  } finally {
    process.off('exit', folder.release)
    folder.release()
  }
}

/** Everything that happens between the first line of the journal and the last. */
async function keepJournal(prepared: Prepared, { folder, label, watch, interrupt }: RunSettings): Promise<void> {
  const { scenario, warnings } = prepared
  const clock = startClock()
  const id = randomUUID()
  const record = await openRecord({
    path: join(folder, JOURNAL_FILE),
    id,
    label,
    clock,
    scenario: prepared.shown,
    watch,
  })
  const ending = watchAbortConditions(record, clock, interrupt)
  const unwatch = watchHarness(clock, record.entries)
  try {
    for (const warning of warnings) record.event({ t: clock.now(), kind: 'trouble', ...warning })
    record.phase('launch')
    const abort = ending.signal
    const target = await openTarget(prepared, { runFolder: folder, runId: id, clock, onEvent: record.event, abort })
    if (target === undefined) return
    try {
      ending.watchTarget(target)
      const traffic = await openTraffic(scenario, clock, target, record)
      ending.watchTraffic(traffic)
      await runPhases({ scenario, clock, record, target, traffic, abort })
      record.phase('grace')
      await traffic.stop(abort)
    } finally {
      record.phase('stop')
      await target.stop()
    }
  } finally {
    unwatch()
    await record.close(ending.interrupted())
  }
}
