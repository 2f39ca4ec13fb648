import type { BucketEntry } from '../../model/entry.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { listed } from '../../text/sentences.ts'
import type { Explanation } from './rule.ts'
import type { Episode, Scene } from './rule-input.ts'
import { eventsIn } from './traces.ts'
import { inRestarts } from './words.ts'

/** So shortly before the end of a restart's time an answer shows that the old generation stayed, milliseconds. */
const LATELY_MS = 1000

interface Stale {
  episode: Episode
  /** New connections that it answered, or was seen to hold. */
  answers: number
  held: number
}

/** The restart took effect, but part of the old generation went on accepting. */
export function findStaleWorker(scene: Scene): Explanation | undefined {
  const found = scene.episodes.map((episode) => findStale(scene, episode)).filter((one) => one !== undefined)
  const [first] = found
  if (first === undefined) return undefined
  const { episode, answers, held } = first
  const restarts = found.map((one) => one.episode.index)
  const deeds = listed([
    ...(answers > 0 ? [`answered ${countOf(answers, 'new connection')}`] : []),
    ...(held > 0 ? [`was seen to hold ${countOf(held, 'connection')} opened since`] : []),
  ])
  return {
    finding: {
      title: 'The old generation went on answering new connections',
      explanation:
        'Beside the new generation a process of the old one still accepts: it did not get the signal, disregards it, or still holds the listening socket. Users get the old ' +
        'version for as long as it lives.',
      evidence:
        `after takeover in restart ${episode.index} the old generation ${deeds}, still in the last second of the ` +
        `${formatDuration(watched(episode))} for which it was watched; so it was ${inRestarts(restarts, scene)}${episode.detail === undefined ? '' : ` (${episode.detail})`}`,
      remedy:
        'Signal the whole old generation, or its master, and see that every worker closes its listening socket; end what stays behind. `ss -ltnp` shows who holds the port.',
      restarts,
      references: ['ss(8)', 'kill(2), process groups'],
    },
  }
}

function findStale({ ledger }: Scene, episode: Episode): Stale | undefined {
  if (!episode.observed || episode.drained) return undefined
  const from = episode.begun + (episode.takeoverMs ?? 0)
  const to = episode.settled ?? episode.until
  const lately = { from: Math.max(from, to - LATELY_MS), to }
  if (countAnswers(ledger.buckets, episode, lately) + countHeld(ledger, episode, lately) === 0) return undefined
  const span = { from, to: episode.until }
  return { episode, answers: countAnswers(ledger.buckets, episode, span), held: countHeld(ledger, episode, span) }
}

interface Span {
  from: number
  to: number
}

function countAnswers(buckets: readonly BucketEntry[], { generations: { old } }: Episode, { from, to }: Span): number {
  return buckets
    .filter(({ t }) => t >= from && t <= to)
    .reduce(
      (sum, { newGenerations = {} }) => sum + old.reduce((part, label) => part + (newGenerations[label] ?? 0), 0),
      0,
    )
}

function countHeld(ledger: Scene['ledger'], { index }: Episode, span: Span): number {
  return eventsIn(ledger, 'old-serving', span)
    .filter((event) => event.index === index)
    .reduce((sum, { connections }) => sum + connections, 0)
}

function watched({ begun, settled, until }: Episode): number {
  return (settled ?? until) - begun
}
