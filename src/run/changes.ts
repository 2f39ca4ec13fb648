import type { KubernetesSpec, Scenario } from '../model/scenario.ts'
import { commandFor, isRollout } from '../restart/steps/rollout.ts'

/** What the restarts of a run are going to change in the cluster, as commands of kubectl. */
export function listChanges({ restart }: Scenario, { kind, name }: KubernetesSpec): string[] {
  const times = restart.count === 1 ? '' : `, ${restart.count} times`
  return restart.steps.filter(isRollout).map(({ change, undo }) => {
    const orUndo = undo ? ', and undo it if it is stuck' : ''
    return `${commandFor(change, `${kind}/${name}`).join(' ')}${times}${orUndo}`
  })
}
