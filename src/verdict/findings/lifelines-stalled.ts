import { countOf } from '../../text/numbers.ts'
import type { Explanation } from './rule.ts'
import type { Scene } from './rule-input.ts'
import { inRestarts, restartsOf, tellKinds } from './words.ts'

/** Long-lived connections that are open, and dead. */
export function findLifelinesStalled(scene: Scene): Explanation | undefined {
  const lifelines = scene.lifelines.filter(({ end, restart }) => end === 'stalled' && restart !== null)
  if (lifelines.length === 0) return undefined
  const restarts = restartsOf(lifelines)
  return {
    lifelines,
    finding: {
      title: `${countOf(lifelines.length, 'long-lived connection')} left open and silent`,
      explanation:
        'The connection stayed, but nothing came any more: nobody reads it, or what was behind it has gone. A client notices only by a timeout of its own.',
      evidence: `${tellKinds(lifelines)} stalled ${inRestarts(restarts, scene)}`,
      remedy:
        'Close what will not be served any more. Let both sides send something regularly (WebSocket ping, comments in event streams, TCP keep-alive), so that silence is noticed.',
      restarts,
      references: ['RFC 6455 §5.5.2', 'WHATWG HTML §9.2.7', 'tcp(7), SO_KEEPALIVE'],
    },
  }
}
