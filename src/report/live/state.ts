import type { Entry, RunEntry } from '../../model/entry.ts'
import type { RunEvent, RunPhase } from '../../model/event.ts'
import { addOutcomes, countAttempts, countFailures, noOutcomes, type OutcomeCounts } from '../../model/outcome.ts'
import type { RestartStep } from '../../model/scenario.ts'
import { clean } from '../../text/clean.ts'
import { createRateMeter } from './rate-meter.ts'

const PHASE_WORDS: Record<RunPhase, string> = {
  launch: 'launch',
  warmup: 'warm-up',
  baseline: 'baseline',
  restart: 'restart',
  between: 'between restarts',
  cooldown: 'cool-down',
  grace: 'grace period for requests in flight',
  stop: 'stop',
}

/** What a line of progress can be worth saying: the beginning or end of a part of the run, or trouble. */
export interface News {
  t: number
  text: string
  trouble: boolean
}

/** Where a run stands, followed from the entries of its journal. */
export interface ProgressState {
  /** Takes one entry; returns what is new about it, if that is worth a line. */
  follow(entry: Entry): News | undefined
  /** The part of the run, such as `restart 2/3: wait generation new`. */
  label(): string
  /** Measured so far: the warm-up is left out. */
  outcomes(): OutcomeCounts
  attempts(): number
  failures(): number
  /** Attempts per second lately, the warm-up's included; `now` on the run's clock. */
  rate(now: number): number
}

/** `nameStep` is that of restart/index.ts. */
export function createState(nameStep: (step: RestartStep) => string): ProgressState {
  const meter = createRateMeter()
  let run: RunEntry | undefined
  let label = 'launch'
  const outcomes = noOutcomes()

  const restartName = (index: number) => `restart ${index}/${run?.scenario.restart.count ?? '?'}`
  const stepLabel = (index: number, at: number) => {
    const step = run?.scenario.restart.steps[at]
    return `${restartName(index)}: ${step ? clean(nameStep(step), 80) : 'settling'}`
  }

  function followEvent(event: RunEvent): News | undefined {
    const makeNews = (text: string, trouble = false) => ({ t: event.t, text: clean(text), trouble })
    if (event.kind === 'phase') {
      label = PHASE_WORDS[event.phase]
      // The restart's own event follows, with its number.
      return event.phase === 'restart' ? undefined : makeNews(label)
    }
    if (event.kind === 'restart-begun') {
      label = stepLabel(event.index, 0)
      return makeNews(restartName(event.index))
    }
    if (event.kind === 'cluster-chosen') return makeNews(describeCluster(event))
    if (event.kind === 'step-done') label = stepLabel(event.index, event.step)
    if (event.kind === 'restart-settled')
      return makeNews(describeSettled(restartName(event.index), event), !event.observed)
    const trouble = describeTrouble(event)
    return trouble === undefined ? undefined : makeNews(trouble, true)
  }

  return {
    follow(entry) {
      if (entry.entry === 'run') run = entry
      if (entry.entry === 'bucket') {
        meter.add(entry.t, countAttempts(entry.outcomes))
        if (!entry.warmup) addOutcomes(outcomes, entry.outcomes)
      }
      return entry.entry === 'event' ? followEvent(entry) : undefined
    },
    label: () => label,
    outcomes: () => outcomes,
    attempts: () => countAttempts(outcomes),
    failures: () => countFailures(outcomes),
    rate: (now) => meter.rate(now),
  }
}

function describeSettled(name: string, event: Extract<RunEvent, { kind: 'restart-settled' }>): string {
  const detail = event.detail === undefined ? '' : `: ${event.detail}`
  if (!event.observed) return `${name} was not observed${detail}`
  return event.drained ? `${name} has settled` : `${name} reached its drain limit${detail}`
}

/** Before anything is changed: a user who chose the wrong cluster can still interrupt. */
function describeCluster({
  context,
  server,
  namespace,
  changes,
}: Extract<RunEvent, { kind: 'cluster-chosen' }>): string {
  return `in namespace ${namespace} of context ${context} (${server}) this run will: ${changes.join('; ') || 'change nothing'}`
}

function describeTrouble(event: RunEvent): string | undefined {
  if (event.kind === 'step-failed') return `step ${event.name} failed: ${event.message}`
  if (event.kind === 'target-died') return `the target died (process ${event.pid}): ${event.how}`
  return event.kind === 'trouble' ? event.message : undefined
}
