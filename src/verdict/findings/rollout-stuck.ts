import type { Ledger } from '../../model/ledger.ts'
import { countOf } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { newPodsIn } from './pods.ts'
import { ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'

/** New pods that never became available: the rollout makes no progress, and old pods keep serving. */
export const findRolloutStuck = ruleOfRestarts(findStuck, ({ input, found, first }) => ({
  title: 'The rollout never became ready',
  explanation:
    'New pods were created and did not become available, so that the workload stopped half-way. A rolling update is designed for that: the old pods keep serving, and ' +
    'no request is lost. But nothing was replaced.',
  evidence: `in restart ${listed(found.map(({ span }) => String(span.index)))} ${describePods(input.ledger, first.span)}; ${first.message}`,
  remedy:
    'Fix what keeps the new pods from becoming ready: a missing image, a program that does not start, a readiness probe that asks for the wrong thing, a lack of ' +
    'resources (`kubectl describe pod`, `kubectl logs`). Let deployments fail on `kubectl rollout status` and roll them back with `kubectl rollout undo`.',
  figures: countPods(input.ledger, first.span),
  references: ['Kubernetes: Deployments, failed Deployment', 'docs/guide/restart.md'],
}))

/** A restart whose rollout failed, and what its step said. */
function findStuck(span: RestartSpan, { ledger }: RuleInput): { span: RestartSpan; message: string } | undefined {
  const message = findFailedRollout(ledger, span)
  return message === undefined ? undefined : { span, message }
}

/** What the step said when it failed, if it was a rollout. */
export function findFailedRollout({ events, steps }: Ledger, { index }: RestartSpan): string | undefined {
  const failed = events.find((event) => event.kind === 'step-failed' && event.index === index)
  if (failed?.kind !== 'step-failed') return undefined
  return steps[failed.step - 1]?.replacesPods === true ? failed.message : undefined
}

function countPods(ledger: Ledger, span: RestartSpan): { newPods: number; readyPods: number } {
  const pods = newPodsIn(ledger, span)
  return { newPods: pods.length, readyPods: pods.filter((pod) => pod.ready !== undefined).length }
}

function describePods(ledger: Ledger, span: RestartSpan): string {
  const { newPods, readyPods } = countPods(ledger, span)
  return `${countOf(newPods, 'new pod')} came and ${readyPods === 0 ? 'none' : String(readyPods)} became ready`
}
