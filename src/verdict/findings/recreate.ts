import { countOf, formatDuration } from '../../text/numbers.ts'
import { EARLY_MS, endedPodsIn, factsIn, ROUTE_LATE_MS } from './pods.ts'
import type { Explanation } from './rule.ts'
import { type Episode, isCut, type Loss, lostIn, type Scene } from './rule-input.ts'
import { inRestarts, restartsOf, tellOutcomes } from './words.ts'

/** The strategy by which all old pods end before the first new one is created. */
export function findRecreate(scene: Scene): Explanation | undefined {
  const found = scene.episodes.map((episode) => findVictims(scene, episode)).filter(({ losses }) => losses.length > 0)
  const losses = found.flatMap((one) => one.losses)
  const worst = found.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
  if (worst === undefined) return undefined
  const restarts = restartsOf(losses)
  const { episode, from, to } = worst
  return {
    losses,
    finding: {
      title: `No pod served for ${formatDuration(to - from)}: the strategy is Recreate`,
      explanation:
        'All old pods are ended before the first new one is created. Until one of those is ready there is nobody to route to.',
      evidence:
        `${countOf(losses.length, 'request')} lost ${inRestarts(restarts, scene)} (${tellOutcomes(losses)}); in restart ${episode.index} the Service had no ready pod from ` +
        `${formatDuration(from - episode.begun)} to ${formatDuration(to - episode.begun)} after the first step`,
      remedy:
        'Use `strategy: { type: RollingUpdate, rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }`. Where two versions must not run side by side, the change itself has to be made in two compatible steps.',
      restarts,
      references: ['Kubernetes: Deployments, strategy'],
    },
  }
}

/** From the last old pod until the first new one, and what was lost for it. */
function findVictims(scene: Scene, episode: Episode): { episode: Episode; from: number; to: number; losses: Loss[] } {
  const old = endedPodsIn(scene.ledger, episode)
  if (factsIn(scene.ledger, episode)?.strategy !== 'Recreate' || old.length === 0) {
    return { episode, from: 0, to: 0, losses: [] }
  }
  const from = Math.min(...old.map(({ terminating }) => terminating))
  const added = scene.ledger.pods.flatMap(({ routed }) => routed.map((route) => route.from)).filter((t) => t > from)
  const to = Math.min(episode.until, ...added)
  const losses = lostIn(scene.losses, episode).filter(
    (loss) =>
      loss.end >= from - EARLY_MS &&
      (loss.sent ?? loss.attempt.due) <= to + ROUTE_LATE_MS &&
      (isCut(loss) || loss.outcome === 'refused' || loss.outcome === 'timeout' || loss.outcome === 'status'),
  )
  return { episode, from, to, losses }
}
