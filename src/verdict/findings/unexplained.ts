import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { isHeldBack, type Loss } from './loss.ts'
import { ruleOfRun } from './rule.ts'
import { countVictims, describeKinds, describeOutcomes } from './words.ts'

/** What no rule has recognized. Asked last. */
export const findUnexplained = ruleOfRun(
  ({ losses, lifelines }) => ({ losses: losses.filter(({ hidden }) => !hidden), lifelines }),
  ({ losses, lifelines }) => ({
    title: `${countVictims(losses, lifelines)} lost for an unknown reason`,
    explanation: 'No mechanism known to hitless matches the observations.',
    evidence: [
      ...describeLosses(losses),
      ...(lifelines.length > 0 ? [`${describeKinds(lifelines)} cut or stalled, ${describeWhere(lifelines)}`] : []),
    ].join('; '),
    remedy:
      'Look at the failures in report.json and at target.log at the same times. Naming the generation (`target.generation`) and a pid file gives more evidence; what ' +
      'happened before any restart is a fault of the target itself.',
    references: ['docs/reference/findings.md'],
  }),
)

function describeLosses(losses: readonly Loss[]): string[] {
  if (losses.length === 0) return []
  const phases = [...new Set(losses.map(({ phase }) => phase))].map(
    (phase) => `${formatCount(losses.filter((loss) => loss.phase === phase).length)} in ${phase}`,
  )
  const codes = [...new Set(losses.map(({ code }) => code))].filter((code) => code !== undefined).slice(0, 5)
  const held = losses.filter(isHeldBack).length
  const waited =
    held > 0 ? [`${formatCount(held)} of them had spent most of their time in the client, before they were sent`] : []
  return [
    `${describeOutcomes(losses)} (${listed(phases)}${codes.length > 0 ? `; ${listed(codes)}` : ''}), ${describeWhere(losses)}`,
    ...waited,
  ]
}

/** `12 of them during restarts, 3 at other times`. */
function describeWhere(parts: readonly { restart: number | null }[]): string {
  const during = parts.filter(({ restart }) => restart !== null).length
  if (during === parts.length) return 'all of them around a restart'
  if (during === 0) return 'none of them around a restart'
  return `${formatCount(during)} of them around a restart, ${countOf(parts.length - during, 'more')}`.replace(
    ' mores',
    ' more',
  )
}
