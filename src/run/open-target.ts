import { existsSync } from 'node:fs'
import { trackGenerations } from '../evidence/generation.ts'
import { openWorkload } from '../kubernetes/workload-target.ts'
import type { Clock } from '../model/clock.ts'
import type { RunEvent } from '../model/event.ts'
import type { KubernetesSpec, Scenario } from '../model/scenario.ts'
import type { Target } from '../model/target.ts'
import { builtProgram } from '../package-files.ts'
import { commandFor, isRollout } from '../restart/steps/rollout.ts'
import { attachTarget } from '../target/attach.ts'
import { waitReady } from '../target/ready.ts'
import { startTarget } from '../target/start.ts'
import { openEvidence } from './open-evidence.ts'
import type { Prepared } from './prepare.ts'

interface Opening {
  runFolder: string
  runId: string
  clock: Clock
  onEvent: (event: RunEvent) => void
  /** Ends the wait for a target that is not ready yet. */
  abort: AbortSignal
}

/** Launches the target, attaches to it or finds it in its cluster. Undefined where the run was ended before it was ready. */
export async function openTarget({ scenario, files }: Prepared, opening: Opening): Promise<Target | undefined> {
  const spec = scenario.target
  try {
    if (spec.kubernetes) return await openWorkloadOf(scenario, spec.kubernetes, opening)
    const options = { ...opening, spec, openEvidence, watchdog: findWatchdog() }
    return await (spec.command === undefined ? attachTarget(options) : startTarget({ ...options, files }))
  } catch (error) {
    if (!opening.abort.aborted) throw error
    return undefined
  }
}

function openWorkloadOf(scenario: Scenario, workload: KubernetesSpec, opening: Opening): Promise<Target> {
  const spec = scenario.target
  const { by } = spec.generation
  const { clock, abort } = opening
  return openWorkload({
    ...opening,
    spec,
    workload,
    changes: listChanges(scenario, workload),
    answers: by === 'process' ? undefined : trackGenerations({ by, clock, visible: false }),
    awaitReady: (from) => waitReady({ ...from, ...spec, logFrom: 0, ended: () => undefined, abort }),
  })
}

/** The watchdog; undefined where it was not built. */
export function findWatchdog(): string | undefined {
  const watchdog = builtProgram('run/watchdog.js')
  return existsSync(watchdog) ? watchdog : undefined
}

/** What the restarts of a run are going to change in the cluster, as commands of kubectl. */
function listChanges({ restart }: Scenario, { kind, name }: KubernetesSpec): string[] {
  const times = restart.count === 1 ? '' : `, ${restart.count} times`
  return restart.steps.filter(isRollout).map(({ change, undo }) => {
    const orUndo = undo ? ', and undo it if it is stuck' : ''
    return `${commandFor(change, `${kind}/${name}`).join(' ')}${times}${orUndo}`
  })
}
