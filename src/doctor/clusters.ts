import type { Check } from '../model/checkup.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Machine } from './machine.ts'

/** Whether kubectl knows the cluster that a scenario means. None is asked: that takes time, and may ask for a password. */
export function checkClusters(machine: Machine, scenarios: readonly Scenario[]): Check[] {
  const meant = scenarios.filter(({ target }) => target.kubernetes !== undefined)
  // A missing kubectl is reported among the programs.
  if (meant.length === 0 || machine.missing(['kubectl']).length > 0) return []
  const contexts = machine.contexts()
  return meant.map(({ name, target }) => checkContext(name, target.kubernetes?.context, contexts))
}

function checkContext(scenario: string, wanted: string | undefined, contexts: readonly string[]): Check {
  const what = `cluster for ${scenario}`
  const known = contexts.length === 0 ? 'kubectl knows no context' : `kubectl knows ${contexts.join(', ')}`
  if (wanted === undefined ? contexts.length === 0 : !contexts.includes(wanted)) {
    const remedy = 'set KUBECONFIG to the file that has it, or name another one in target.kubernetes.context'
    return { status: 'missing', what, found: wanted === undefined ? known : `${known}, and not ${wanted}`, remedy }
  }
  if (wanted !== undefined) return { status: 'good', what, found: `context ${wanted}` }
  const remedy = 'name it in target.kubernetes.context, so that hitless never restarts another cluster by mistake'
  return { status: 'note', what, found: `the current context; ${known}`, remedy }
}
