import type { KernelCounter } from '../../model/event.ts'
import type { Ledger } from '../../model/ledger.ts'
import { countOf, formatCount } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import type { Explanation } from './rule.ts'
import { type Episode, type Loss, lostIn, type Scene } from './rule-input.ts'
import { eventsIn } from './traces.ts'
import { inRestarts } from './words.ts'

/** Counters that grow where the kernel throws a SYN or the end of a handshake away. */
const SIGNS = ['ListenOverflows', 'ListenDrops', 'TCPReqQFullDrop', 'TCPSynRetrans'] as const satisfies KernelCounter[]
/** Without counters so many answers must have come just so late. */
const ENOUGH = 3

interface Delay {
  episode: Episode
  /** Connections that nobody accepted before their time was up. */
  losses: Loss[]
  signs: string[]
}

/** SYNs that were thrown away and sent again after 1 s, 2 s, 3 s. */
export function findSlowConnects(scene: Scene): Explanation | undefined {
  const found = scene.episodes.map((episode) => findDelay(scene, episode)).filter((one) => one !== undefined)
  const [first] = found
  if (first === undefined) return undefined
  const losses = found.flatMap((one) => one.losses)
  const restarts = found.map(({ episode }) => episode.index)
  const late = found.reduce((sum, { episode }) => sum + countLate(episode.connectRetries), 0)
  return {
    losses,
    finding: {
      title: `${countOf(late + losses.length, 'connect')} took a second or more: their SYN was thrown away`,
      explanation:
        'The accept queue was full, because nobody accepted for a while, or the SYN met a socket that was just going. The kernel drops such a SYN in silence, and the ' +
        'client sends it again after one second, then after longer and longer times.',
      evidence: `${tellSeconds(found)} ${inRestarts(restarts, scene)}${tellSigns(first)}`,
      remedy:
        'Accept again sooner (start the new generation before the old one stops accepting), and give the listening socket a longer queue: the ' +
        'backlog of listen(2) and `sysctl net.core.somaxconn` both bound it.',
      restarts,
      references: [
        'listen(2)',
        'tcp(7)',
        'RFC 6298 §2',
        'Linux Documentation/networking/snmp_counter.rst, ListenOverflows',
      ],
    },
  }
}

function findDelay(scene: Scene, episode: Episode): Delay | undefined {
  if (episode.doubtful) return undefined
  const losses = lostIn(scene.losses, episode).filter(
    ({ outcome, phase }) => outcome === 'timeout' && phase === 'connect',
  )
  const late = countLate(episode.connectRetries)
  if (losses.length + late === 0) return undefined
  const signs = findSigns(scene.ledger, episode)
  // Slow answers of another cause may happen to take as long.
  const usual = countLate(scene.ledger.baseline.connectRetries) > 0
  const sure = losses.length > 0 || signs.length > 0 || (late >= ENOUGH && !isCounted(scene.ledger))
  return sure && !usual ? { episode, losses, signs } : undefined
}

function countLate(connectRetries: Record<string, number>): number {
  return Object.values(connectRetries).reduce((sum, count) => sum + count, 0)
}

function findSigns(ledger: Ledger, { begun, until }: Episode): string[] {
  const deltas = eventsIn(ledger, 'kernel-counters', { from: begun, to: until }).map((event) => event.deltas)
  return SIGNS.flatMap((name) => {
    const sum = deltas.reduce((total, { [name]: more = 0 }) => total + more, 0)
    return sum > 0 ? [`${name} ${formatCount(sum)}`] : []
  })
}

function isCounted({ events }: Ledger): boolean {
  return events.some(({ kind }) => kind === 'kernel-counters')
}

function tellSeconds(found: readonly Delay[]): string {
  const seconds = [...new Set(found.flatMap(({ episode }) => Object.keys(episode.connectRetries)))].toSorted()
  const kinds = seconds.map((s) => {
    const count = found.reduce((sum, { episode }) => sum + (episode.connectRetries[s] ?? 0), 0)
    return `${formatCount(count)} about ${s} s`
  })
  const never = found.reduce((sum, { losses }) => sum + losses.length, 0)
  return [
    ...(kinds.length > 0 ? [`of the answers on new connections ${listed(kinds)}`] : []),
    ...(never > 0 ? [`${countOf(never, 'connect')} never accepted in time`] : []),
  ].join(', ')
}

function tellSigns({ episode, signs }: Delay): string {
  return signs.length === 0 ? '' : `; in restart ${episode.index} the kernel counted ${listed(signs)} on this machine`
}
