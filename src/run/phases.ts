import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../model/clock.ts'
import { realTime } from '../model/poll.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Target } from '../model/target.ts'
import { runRestarts } from '../restart/sequence.ts'
import { followLog } from '../target/log-tail.ts'
import type { RunRecord } from './record.ts'
import type { Traffic } from './traffic.ts'

export interface RunInProgress {
  scenario: Scenario
  clock: Clock
  record: RunRecord
  target: Target
  traffic: Traffic
  /** Ends everything that waits, at once. */
  abort: AbortSignal
}

/** Long enough for the message that starts the threads to reach them. */
const HEAD_START_MS = 50

/** The timeline of a run: warm-up, baseline, restarts, cool-down. Resolves early, and quietly, when it is aborted. */
export async function runPhases(run: RunInProgress): Promise<void> {
  const { clock, record, traffic, abort } = run
  const { warmupMs, baselineMs, cooldownMs } = run.scenario.timing
  const at = clock.now() + HEAD_START_MS
  traffic.begin(at, at + warmupMs)
  try {
    record.phase('warmup')
    await sleep(at + warmupMs - clock.now(), undefined, { signal: abort })
    record.phase('baseline')
    await sleep(baselineMs, undefined, { signal: abort })
    tellObstacle(at, run)
    await restartTarget(run)
    record.phase('cooldown')
    await sleep(cooldownMs, undefined, { signal: abort })
  } catch (error) {
    if (!abort.aborted) throw error
  }
}

/** Before anything is restarted: its user can still interrupt. */
function tellObstacle(since: number, { target, clock, record }: RunInProgress): void {
  const message = target.generations.findObstacle(since)
  if (message !== undefined) record.event({ t: clock.now(), kind: 'trouble', code: 'generations-alike', message })
}

async function restartTarget({ scenario, clock, record, target, traffic, abort }: RunInProgress): Promise<void> {
  const { url, tls, cwd, env } = scenario.target
  await runRestarts({
    restart: scenario.restart,
    drainMs: scenario.sla.drainMs,
    record: record.event,
    notifyTraffic(message) {
      target.expectChange(message.phase !== 'settled')
      traffic.announceRestart(message)
    },
    context: {
      ...realTime(abort),
      clock,
      target: target.view,
      generations: target.generations,
      ...(target.workload && { workload: target.workload }),
      url,
      tls,
      cwd,
      env: { ...env, ...target.env },
      launchNext: target.launchNext,
      followLog: () => followLog(target.log),
    },
  })
  abort.throwIfAborted()
}
