import { listed } from '../../text/sentences.ts'
import { findFailedRollout } from './rollout-stuck.ts'
import type { Explanation } from './rule.ts'
import type { RuleInput } from './rule-input.ts'
import { type Unseen, unseenIn } from './unseen.ts'

/** The target was told to restart, and said no. */
export function findReloadRejected(input: RuleInput): Explanation | undefined {
  const found = unseenIn(input).filter(
    ({ refusal, span }) => refusal !== undefined && findFailedRollout(input.ledger, span) === undefined,
  )
  const [first] = found
  if (first === undefined) return undefined
  return {
    finding: {
      title: 'The restart was rejected, and the old generation went on serving',
      explanation:
        'The target received the command and rejected what it was to start: a configuration that does not parse, or a program that does not start. Most servers then keep running as before. ' +
        'No request is lost, and nothing new is served.',
      evidence: describeRefusal(first, found),
      remedy:
        'Check the configuration before the restart (`nginx -t`, `haproxy -c -f`, `apachectl configtest`), let the deployment fail on the answer, and wait for the new generation; a signal ' +
        'alone tells nothing of how it ended.',
      restarts: found.map(({ span }) => span.index),
      references: ['nginx: Controlling nginx, Changing Configuration', 'docs/guide/restart.md'],
    },
  }
}

function describeRefusal({ span, refusal = '' }: Unseen, found: readonly Unseen[]): string {
  const others = found.slice(1).map((one) => String(one.span.index))
  return `no new generation came in restart ${listed([String(span.index), ...others])}; ${refusal}`
}
