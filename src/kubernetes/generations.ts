import type { AnswerFeed, GenerationView } from '../model/generation.ts'
import type { PodState } from './pods.ts'

export interface WorkloadGenerationOptions {
  /** Tells generations apart by what responses say of them; undefined where the pods alone do. */
  answers: (GenerationView & AnswerFeed) | undefined
  /** All pods ever seen. */
  pods: () => PodState[]
}

interface Restart {
  /** Pods that lived when it began. */
  old: PodState[]
  known: Set<PodState>
  /** Hashes of the templates of those that were to stay. */
  hashes: Set<string>
}

/**
 * Tells the generations of a workload apart. A new one has taken over when one of its pods is ready and, where responses tell their
 * generation, has answered; the old one has gone with the last container of its pods.
 */
export function trackWorkload({ answers, pods }: WorkloadGenerationOptions): GenerationView & AnswerFeed {
  let restart: Restart | undefined

  /** A pod in the place of one that was deleted is no new generation. */
  function newcomers(): PodState[] {
    return pods().filter((pod) => restart && !restart.known.has(pod) && !restart.hashes.has(pod.generation))
  }

  function firstReady(): { t: number; generation: string } | undefined {
    return newcomers()
      .flatMap(({ firstReady: t, generation }) => (t === undefined ? [] : [{ t, generation }]))
      .toSorted((a, b) => a.t - b.t)[0]
  }

  function takeover(): { t: number; generation: string } | undefined {
    const ready = firstReady()
    return ready && answers ? answers.takeover() : ready
  }

  function oldGone(): number | undefined {
    const ends = (restart?.old ?? []).map(({ ended }) => ended)
    const last = ends.filter((ended) => ended !== undefined)
    return ends.length === 0 || last.length < ends.length ? undefined : Math.max(...last)
  }

  function describeProgress(): string {
    if (!restart) return 'No restart has begun.'
    return `${describeTakeover()} ${describeDrain(restart)}`
  }

  function describeTakeover(): string {
    const taken = takeover()
    if (taken) return `Generation ${taken.generation} took over at ${Math.round(taken.t)} ms.`
    const came = newcomers()
    if (came.length === 0) return 'No pod with a different template was created.'
    if (firstReady() === undefined) return `No new pod became ready (${came.length} created).`
    return 'New pods became ready, but no answer came from a new generation.'
  }

  function describeDrain({ old }: Restart): string {
    const left = old.filter(({ ended }) => ended === undefined).map(({ name }) => name)
    if (old.length === 0) return 'No pod was seen before the restart began.'
    return left.length === 0 ? 'All old pods have ended.' : `Old pods that are still alive: ${left.join(', ')}.`
  }

  return {
    answer: (t, label, sent) => answers?.answer(t, label, sent),
    seenAt: (t, label) => answers?.seenAt(t, label),
    seenOnNew: (opened, t, label) => answers?.seenOnNew(opened, t, label),
    answered: (slot) => answers?.answered(slot),
    beginRestart() {
      answers?.beginRestart()
      const known = pods()
      const old = known.filter(({ ended }) => ended === undefined)
      const staying = old.filter(({ terminating }) => !terminating)
      restart = { old, known: new Set(known), hashes: new Set(staying.map(({ generation }) => generation)) }
    },
    old: () => answers?.old() ?? [...(restart?.hashes ?? [])],
    fresh: () => answers?.fresh() ?? [...new Set(newcomers().map(({ generation }) => generation))],
    takeover,
    oldGone,
    goesBySilence: () => false,
    describeProgress,
    findObstacle: (since) => answers?.findObstacle(since),
  }
}
