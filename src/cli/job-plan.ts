import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { JobPlan } from '../kubernetes/job/pod-spec.ts'
import type { KubernetesSpec, Scenario } from '../model/scenario.ts'
import { ANYWHERE } from '../run/prepare.ts'
import { packScenario } from '../scenario/pack.ts'
import type { ScenarioSource } from '../scenario/read.ts'
import type { PlannedRun } from './planned-runs.ts'

/** What the command line says of a run in the cluster. */
export interface JobFlags extends Pick<PlannedRun, 'label'> {
  /** How many restarts to make, where that is not left to the scenario. */
  restarts: string | undefined
  /** The image of hitless. */
  image: string
}

/** Beyond what the run is planned to take: restarts may take longer, and an image has to be pulled. */
const SPARE_S = 3_600

/** The scenario as it will be in the pod, as far as is known here; and the variables of the environment that go along. */
export function readForPod(
  resolve: PlannedRun['resolve'],
  here: string,
): { scenario: Scenario; env: Map<string, string> } {
  const used = new Map<string, string>()
  const env = new Proxy(process.env, {
    get(own, name) {
      const value = typeof name === 'string' ? own[name] : undefined
      if (typeof name === 'string' && value !== undefined) used.set(name, value)
      // What is not set here the pod may have, as the addresses of Services.
      return value ?? '1'
    },
  })
  return { scenario: resolve({ ...ANYWHERE, run: here, here, env }), env: used }
}

export interface PodScenario {
  scenario: Scenario
  workload: KubernetesSpec
  env: Map<string, string>
}

/** @param found the scenario as `readForPod` read it, and its workload */
export function planJob({ image, label, restarts }: JobFlags, source: ScenarioSource, found: PodScenario): JobPlan {
  const { text, files } = packScenario(source)
  const { warmupMs, baselineMs, cooldownMs } = found.scenario.timing
  const { count, everyMs } = found.scenario.restart
  return {
    name: `hitless-${randomUUID().slice(0, 8)}`,
    image,
    workload: found.workload,
    scenario: { file: basename(source.file), text },
    files,
    env: found.env,
    flags: { label, restarts },
    deadlineS: SPARE_S + Math.ceil((warmupMs + baselineMs + count * everyMs + cooldownMs) / 1_000),
  }
}
