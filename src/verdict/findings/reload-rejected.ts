import { countOf } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { lostIn } from './loss.ts'
import { findFailedRollout } from './rollout-stuck.ts'
import { ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { findUnseen, type Unseen } from './unseen.ts'

/** The target received the command to restart, and rejected it. */
export const findReloadRejected = ruleOfRestarts(findRejected, ({ input, found, first }) => ({
  title: 'The restart was rejected, and the old generation went on serving',
  explanation:
    'The target received the command and rejected what it was to start: a configuration that does not parse, or a program that does not start. Most servers then keep running as before. ' +
    `${describeLost(input, found)}, and nothing new is served.`,
  evidence: describeRefusal(first, found),
  remedy:
    'Check the configuration before the restart (`nginx -t`, `haproxy -c -f`, `apachectl configtest`), let the deployment fail on the answer, and wait for the new generation; a signal ' +
    'alone does not show the result.',
  references: ['nginx: Controlling nginx, Changing Configuration', 'docs/guide/restart.md'],
}))

function findRejected(span: RestartSpan, input: RuleInput): Unseen | undefined {
  const unseen = findUnseen(input, span)
  if (unseen?.oldServes !== true || unseen.refusal === undefined) return undefined
  return findFailedRollout(input.ledger, span) === undefined ? unseen : undefined
}

/** What was lost in these restarts has findings of its own. */
function describeLost({ lost }: RuleInput, found: readonly Unseen[]): string {
  const count = found.reduce((sum, { span }) => sum + lostIn(lost, span).length, 0)
  return count === 0 ? 'No request was lost' : `Yet ${countOf(count, 'request')} failed meanwhile`
}

function describeRefusal({ span, refusal = '' }: Unseen, found: readonly Unseen[]): string {
  const others = found.slice(1).map((one) => String(one.span.index))
  return `no new generation came in restart ${listed([String(span.index), ...others])}; ${refusal}`
}
