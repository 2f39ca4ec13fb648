import type { Ledger } from '../../model/ledger.ts'
import { countOf } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { newPodsIn } from './pods.ts'
import type { Explanation } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'

/** New pods that never became available: the rollout stands still, and old pods serve on. */
export function findRolloutStuck(input: RuleInput): Explanation | undefined {
  const found = input.spans.flatMap((span) => {
    const message = findFailedRollout(input.ledger, span)
    return message === undefined ? [] : [{ span, message }]
  })
  const [first] = found
  if (first === undefined) return undefined
  return {
    finding: {
      title: 'The rollout never became ready',
      explanation:
        'New pods were created and did not become available, so that the workload stopped half-way. That is what a rolling update is made for: old pods serve on, and ' +
        'nobody loses anything. But nothing was replaced.',
      evidence: `in restart ${listed(found.map(({ span }) => String(span.index)))} ${describePods(input.ledger, first.span)}; ${first.message}`,
      remedy:
        'Mend what keeps the new pods: an image that is not there, a program that does not come up, a readiness probe that asks for the wrong thing, a lack of ' +
        'resources (`kubectl describe pod`, `kubectl logs`). Let deployments fail on `kubectl rollout status` and take them back by `kubectl rollout undo`.',
      restarts: found.map(({ span }) => span.index),
      references: ['Kubernetes: Deployments, failed Deployment', 'docs/guide/restart.md'],
    },
  }
}

/** What the step said when it failed, if it was a rollout. */
export function findFailedRollout({ events, scenario }: Ledger, { index }: RestartSpan): string | undefined {
  const failed = events.find((event) => event.kind === 'step-failed' && event.index === index)
  if (failed?.kind !== 'step-failed') return undefined
  return scenario.restart.steps[failed.step - 1]?.kind === 'rollout' ? failed.message : undefined
}

function describePods(ledger: Ledger, span: RestartSpan): string {
  const pods = newPodsIn(ledger, span)
  const ready = pods.filter((pod) => pod.ready !== undefined).length
  return `${countOf(pods.length, 'new pod')} came and ${ready === 0 ? 'none' : String(ready)} became ready`
}
