import type { KernelCounter } from '../../model/event.ts'
import type { Ledger } from '../../model/ledger.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import { type Loss, lostIn } from './loss.ts'
import { ruleOfRestarts } from './rule.ts'
import type { RestartSpan, RuleInput } from './rule-input.ts'
import { eventsIn } from './traces.ts'

/** Counters that grow where the kernel throws a SYN or the end of a handshake away. */
const SIGNS = ['ListenOverflows', 'ListenDrops', 'TCPReqQFullDrop', 'TCPSynRetrans'] as const satisfies KernelCounter[]
/** Without counters this many answers must have come late by these times. */
const ENOUGH = 3

interface Delay {
  span: RestartSpan
  /** Connections that were not accepted before their timeout. */
  losses: Loss[]
  signs: string[]
}

/** SYNs that were thrown away and sent again after 1 s, 2 s, 3 s. */
export const findSlowConnects = ruleOfRestarts(findDelay, ({ found, first, losses, where }) => {
  const late = found.reduce((sum, { span }) => sum + countLate(span.connectRetries), 0)
  return {
    title: `${countOf(late + losses.length, 'connect')} took a second or more: their SYN was dropped`,
    explanation:
      'The accept queue was full, because no process accepted for a while, or the SYN reached a socket that was being closed. The kernel drops such a SYN silently, and the ' +
      'client sends it again after one second, then after longer and longer times.',
    evidence: `${describeSeconds(found)} ${where}${describeSigns(first)}`,
    remedy:
      'Accept again sooner (start the new generation before the old one stops accepting), and give the listening socket a longer queue: the ' +
      'backlog of listen(2) and `sysctl net.core.somaxconn` both bound it.',
    figures: { lateConnects: late },
    references: [
      'listen(2)',
      'tcp(7)',
      'RFC 6298 §2',
      'Linux Documentation/networking/snmp_counter.rst, ListenOverflows',
    ],
  }
})

function findDelay(span: RestartSpan, input: RuleInput): Delay | undefined {
  if (span.doubtful) return undefined
  const losses = lostIn(input.losses, span).filter(({ outcome, phase }) => outcome === 'timeout' && phase === 'connect')
  const late = countLate(span.connectRetries)
  if (losses.length + late === 0) return undefined
  const signs = findSigns(input.ledger, span)
  // Slow answers of another cause may happen to take as long.
  const usual = countLate(input.ledger.baseline.connectRetries) > 0
  const sure = losses.length > 0 || signs.length > 0 || (late >= ENOUGH && !isCounted(input.ledger))
  return sure && !usual ? { span, losses, signs } : undefined
}

function countLate(connectRetries: Record<string, number>): number {
  return Object.values(connectRetries).reduce((sum, count) => sum + count, 0)
}

function findSigns(ledger: Ledger, { begun, until }: RestartSpan): string[] {
  const deltas = eventsIn(ledger, 'kernel-counters', { from: begun, to: until }).map((event) => event.deltas)
  return SIGNS.flatMap((name) => {
    const sum = deltas.reduce((total, { [name]: more = 0 }) => total + more, 0)
    return sum > 0 ? [`${name} ${formatCount(sum)}`] : []
  })
}

function isCounted({ events }: Ledger): boolean {
  return events.some(({ kind }) => kind === 'kernel-counters')
}

function describeSeconds(found: readonly Delay[]): string {
  const seconds = [...new Set(found.flatMap(({ span }) => Object.keys(span.connectRetries)))].toSorted()
  const kinds = seconds.map((s) => {
    const count = found.reduce((sum, { span }) => sum + (span.connectRetries[s] ?? 0), 0)
    return `${formatCount(count)} about ${s} s`
  })
  const never = found.reduce((sum, { losses }) => sum + losses.length, 0)
  return [
    ...(kinds.length > 0 ? [`of the answers on new connections ${listed(kinds)}`] : []),
    ...(never > 0 ? [`${countOf(never, 'connect')} never accepted in time`] : []),
  ].join(', ')
}

function describeSigns({ span, signs }: Delay): string {
  return signs.length === 0 ? '' : `; in restart ${span.index} the kernel counted ${listed(signs)} on this machine`
}
