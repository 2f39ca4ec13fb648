import type { Clock } from '../model/clock.ts'
import { BUCKET_MS } from '../model/entry.ts'
import type { GenerationView } from '../model/generation.ts'
import type { GenerationSpec } from '../model/scenario.ts'

/** What the watcher tells of the target's processes; `t` is on the run's clock. */
export interface ProcessFeed {
  /** A process of the target was first seen, or seen to have ended. */
  started(t: number, pid: number, ppid: number): void
  ended(t: number, pid: number): void
  /** It was seen to hold a listening socket on the target's port. */
  listening(pid: number): void
  /** These processes held connections of the target's port, on the server's side. */
  serving(t: number, pids: number[]): void
}

/** What the traffic tells of answers. */
export interface AnswerFeed {
  /** The first answer that bore this label (the header's value or the body's match), at the very moment. */
  answer(t: number, label: string): void
  /** At least one answer of the slot that ended at `t` bore this label. */
  seenAt(t: number, label: string): void
}

/** When processes of a new generation had taken over, and those of the old one that still live. */
export interface Handover {
  t: number
  old: ReadonlySet<number>
}

export type Generations = GenerationView &
  ProcessFeed &
  AnswerFeed & {
    /** Undefined before it, and where no process changes in a restart. */
    handover(): Handover | undefined
  }

export interface GenerationOptions {
  by: GenerationSpec['by']
  clock: Clock
  /** Whether the target's processes can be seen on this machine. */
  visible: boolean
}

/** How long no answer may have come from the old generation for it to count as gone where no process says so. */
export const SILENCE_MS = 1000

interface Incarnation {
  pid: number
  parent: Incarnation | undefined
  started: number
  ended?: number
  listened: boolean
  firstServed?: number
}

interface Sightings {
  first: number
  last: number
  /** `first` is the very moment, not the end of a slot. */
  exact: boolean
}

interface Restart {
  begun: number
  /** Every label seen before. */
  oldLabels: Set<string>
  /** Those of them that had answered last when it began. */
  answering: string[]
  /** Processes that had served and lived when the restart began. */
  oldServing: Incarnation[]
  /** All processes that lived then. */
  alive: Set<Incarnation>
}

/** Tells the generations of the target apart; the rules are in docs/guide/targets.md. */
export function trackGenerations({ by, clock, visible }: GenerationOptions): Generations {
  const labels = new Map<string, Sightings>()
  const incarnations: Incarnation[] = []
  const living = new Map<number, Incarnation>()
  let restart: Restart | undefined

  const byProcess = by === 'process'

  function isOldLabel(label: string): boolean {
    if (!restart) return false
    const seen = labels.get(label)
    // An answer from before the restart may be told of after it has begun.
    if (restart.oldLabels.has(label) || (seen?.exact && seen.first < restart.begun)) return true
    // Where workers answer with their pid, one that had not answered before is no new generation for that.
    return [...restart.alive].some(({ pid }) => String(pid) === label)
  }

  function freshLabels(): [string, Sightings][] {
    return restart ? [...labels].filter(([label]) => !isOldLabel(label)) : []
  }

  function newcomers(): Incarnation[] {
    return incarnations.filter(
      (one) => restart && !restart.alive.has(one) && one.started >= restart.begun && (byProcess || !takesOldAlong(one)),
    )
  }

  /** A fork of who served and stays, without a listening socket: it only finishes what was there (lighttpd's graceful-restart-bg). */
  function takesOldAlong({ parent, listened }: Incarnation): boolean {
    return !listened && parent?.ended === undefined && (restart?.oldServing.some((one) => one === parent) ?? false)
  }

  function freshServing(): (Incarnation & { firstServed: number })[] {
    return newcomers().filter((one): one is Incarnation & { firstServed: number } => one.firstServed !== undefined)
  }

  /** Generations of earlier restarts have long gone: they are old, but not what this restart replaces. */
  function answeringAt(t: number): string[] {
    const since = Math.max(t - SILENCE_MS, (oldGone() ?? Number.NEGATIVE_INFINITY) + BUCKET_MS)
    const recent = [...labels].filter(([, { last }]) => last > since).map(([label]) => label)
    return recent.length > 0 ? recent : [...labels.keys()]
  }

  function takeover(): { t: number; generation: string } | undefined {
    const firsts = byProcess
      ? freshServing().map(({ pid, firstServed }) => ({ t: firstServed, generation: nameProcess(pid) }))
      : freshLabels().map(([generation, { first }]) => ({ t: first, generation }))
    return firsts.toSorted((a, b) => a.t - b.t)[0]
  }

  /**
   * A process rule applies as soon as processes changed: a newcomer that serves, or stays and is about to serve, or the end of one that
   * served.
   */
  function processesChanged(): boolean {
    const came = newcomers().some((one) => one.firstServed !== undefined || (one.ended === undefined && isAtDoor(one)))
    return came || (restart?.oldServing.some((one) => one.ended !== undefined) ?? false)
  }

  function judgesByProcess(): boolean {
    if (byProcess) return true
    return visible && (restart?.oldServing.length ?? 0) > 0 && processesChanged()
  }

  function oldGone(): number | undefined {
    if (!restart) return undefined
    return judgesByProcess() ? lastEnd(restart.oldServing) : lastAnswer()
  }

  function lastAnswer(): number | undefined {
    const taken = takeover()
    if (!restart || !taken) return undefined
    const answers = [...labels].filter(([label]) => isOldLabel(label)).map(([, { last }]) => last)
    const last = Math.max(taken.t, ...answers)
    return clock.now() - last >= SILENCE_MS ? last : undefined
  }

  function handover(): Handover | undefined {
    const taken = takeover()
    if (!restart || !taken) return undefined
    const [first] = freshServing().toSorted((a, b) => a.firstServed - b.firstServed)
    const old = new Set(restart.oldServing.filter((one) => one.ended === undefined).map(({ pid }) => pid))
    return first && { t: Math.max(taken.t, first.firstServed), old }
  }

  function describeProgress(): string {
    if (!restart) return 'No restart has begun.'
    return `${describeTakeover()} ${describeDrain(restart)}`
  }

  function describeTakeover(): string {
    const taken = takeover()
    if (taken) return `Generation ${taken.generation} answered first at ${Math.round(taken.t)} ms.`
    if (byProcess && !visible)
      return 'The processes of the target cannot be seen from here; tell generations by a header or by the body.'
    if (byProcess) {
      return 'No process started since the restart began has served a connection; a target that restarts within one process needs generation by header or body.'
    }
    return `No answer bore a generation other than ${list(restart?.answering ?? [])}.`
  }

  function describeDrain({ oldServing }: Restart): string {
    const gone = oldGone()
    if (gone !== undefined) return `The old generation had gone at ${Math.round(gone)} ms.`
    if (!judgesByProcess())
      return 'No process changed, so the old generation counts as gone once none of its answers came for 1 s after the takeover.'
    if (oldServing.length === 0) return 'No process was seen to serve before the restart began.'
    return `Of the processes that served before the restart, these still live: ${list(remaining(oldServing))}.`
  }

  return {
    answer(t, label) {
      const seen = labels.get(label)
      labels.set(label, { first: Math.min(t, seen?.first ?? t), last: Math.max(t, seen?.last ?? t), exact: true })
    },
    seenAt(t, label) {
      const seen = labels.get(label)
      if (seen) seen.last = Math.max(t, seen.last)
      else labels.set(label, { first: t, last: t, exact: false })
    },
    started(t, pid, ppid) {
      const incarnation: Incarnation = { pid, parent: living.get(ppid), started: t, listened: false }
      incarnations.push(incarnation)
      living.set(pid, incarnation)
    },
    ended(t, pid) {
      const incarnation = living.get(pid)
      if (incarnation) incarnation.ended = t
      living.delete(pid)
    },
    listening(pid) {
      const incarnation = living.get(pid)
      if (incarnation) incarnation.listened = true
    },
    serving(t, pids) {
      for (const pid of pids) {
        const incarnation = living.get(pid)
        if (incarnation) incarnation.firstServed ??= t
      }
    },
    beginRestart() {
      const alive = new Set(living.values())
      const oldServing = [...alive].filter((one) => one.firstServed !== undefined)
      const begun = clock.now()
      restart = { begun, oldLabels: new Set(labels.keys()), answering: answeringAt(begun), oldServing, alive }
    },
    old: () =>
      byProcess ? (restart?.oldServing ?? []).map(({ pid }) => nameProcess(pid)) : (restart?.answering ?? []),
    fresh: () =>
      byProcess ? freshServing().map(({ pid }) => nameProcess(pid)) : freshLabels().map(([label]) => label),
    takeover,
    oldGone,
    handover,
    describeProgress,
  }
}

/** The label of a generation that is told by its process. */
export function nameProcess(pid: number): string {
  return `pid ${pid}`
}

/**
 * Connections of the target can come to it: through a listening socket of its own, or from a parent that has one. To what a gateway stands
 * in front of, none do.
 */
function isAtDoor({ listened, parent }: Incarnation): boolean {
  return listened || (parent?.listened ?? false)
}

function remaining(incarnations: Incarnation[]): string[] {
  return incarnations.filter((one) => one.ended === undefined).map(({ pid }) => nameProcess(pid))
}

function lastEnd(incarnations: Incarnation[]): number | undefined {
  if (incarnations.length === 0 || remaining(incarnations).length > 0) return undefined
  return Math.max(...incarnations.map((one) => one.ended ?? 0))
}

function list(names: string[]): string {
  return names.length === 0 ? '(none seen)' : names.join(', ')
}
