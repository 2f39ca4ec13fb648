import { chalkStderr } from 'chalk'
import { startClock } from '../model/clock.ts'
import type { Entry } from '../model/entry.ts'
import type { Scenario } from '../model/scenario.ts'
import { createProgress, createQuietProgress } from '../report/live/progress.ts'
import type { ProgressView } from '../report/live/view.ts'
import { nameStep } from '../restart/index.ts'

/** Progress of one run on stderr, from its first entry on. */
export function showProgress(quiet: boolean): Pick<ProgressView, 'entry' | 'close'> {
  let progress: ProgressView | undefined
  return {
    entry(entry: Entry) {
      if (entry.entry === 'run') progress = quiet ? createQuietProgress() : openProgress(entry.scenario)
      progress?.entry(entry)
    },
    close: () => progress?.close(),
  }
}

/** A line beside the progress, on stderr. */
export function printNote(text: string): void {
  process.stderr.write(`${chalkStderr.dim(text)}\n`)
}

function openProgress(scenario: Scenario): ProgressView {
  return createProgress({
    stream: process.stderr,
    isTty: process.stderr.isTTY,
    color: chalkStderr,
    width: () => process.stderr.columns ?? 80,
    rows: () => process.stderr.rows ?? 24,
    plannedMs: plannedLength(scenario),
    clock: startClock(),
    nameStep,
  })
}

/** How long a run takes whose restarts all settle within their interval, milliseconds. */
function plannedLength({ timing, restart }: Scenario): number {
  return timing.warmupMs + timing.baselineMs + restart.count * restart.everyMs + timing.cooldownMs
}
