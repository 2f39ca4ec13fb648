import { LIFELINE_ENDS } from '../model/lifeline.ts'
import { countFailures, FAILURES, OUTCOMES, type Outcome, type OutcomeCounts } from '../model/outcome.ts'
import type { GuaranteeReport, Report, RestartReport, SlaResult } from '../model/report.ts'
import { CLIENTS } from '../model/scenario.ts'
import type { Standing } from '../model/sla-result.ts'
import type { VerdictStatus } from '../model/verdict.ts'
import { clean } from '../text/clean.ts'
import {
  countOf,
  formatBetween,
  formatCount,
  formatDuration,
  formatMaybe,
  formatMean,
  formatShare,
  formatUpperBound,
} from '../text/numbers.ts'
import { describeNotHitless } from '../text/sentences.ts'

/** What terminal, Markdown and JUnit say alike. All of it is cleaned; none of it is escaped for a format. */

export const STATUS_WORDS: Record<VerdictStatus, string> = { pass: 'PASS', fail: 'FAIL', inconclusive: 'INCONCLUSIVE' }

/** Whether the run ended as its scenario expects, in words; empty where it expects nothing in particular. */
export function describeExpectation({ verdict: { expected, status, unmet = [] } }: Report): string {
  if (expected === undefined) return ''
  if (expected !== status) return `the scenario expects ${STATUS_WORDS[expected]}`
  return unmet.length === 0 ? 'as the scenario expects' : `not as the scenario expects: ${clean(unmet.join('; '))}`
}

/** `99.9958% of 47,437 requests succeeded, 2 failed.` */
export function describeAvailability({ availability, attempts, failures }: SlaResult): string {
  if (availability === null) return 'No request was counted.'
  const lost = failures === 0 ? 'none failed' : `${formatCount(failures)} failed`
  return `${formatShare(availability)} of ${countOf(attempts, 'request')} succeeded, ${lost}.`
}

/** What stands beside a pass that is none of a hitless restart: `SLA met, not hitless: 3 lost in 2 of 5 restarts`; else empty. */
export function describeHitless({ verdict, restarts }: Pick<Report, 'verdict' | 'restarts'>): string {
  return verdict.status === 'pass' ? describeNotHitless(restarts.map(({ outcomes }) => countFailures(outcomes))) : ''
}

/** The name of the run with what is to be known of it at once: for the first line of a report. */
export function describeTitle(report: Report): string {
  const hitless = describeHitless(report)
  const expectation = describeExpectation(report)
  const name = clean(report.scenario.name, 120)
  return `${hitless === '' ? name : `${name} – ${hitless}`}${expectation === '' ? '' : ` (${expectation})`}`
}

/** The target, and how certain the observation makes it: of requests, and of restarts. */
export function describeSla({ sla, projection }: Pick<Report, 'sla' | 'projection'>): string {
  const wanted = `SLA ${formatShare(sla.target)} (${describeClients(sla)})`
  if (sla.confidence === null) return `${wanted}: the observed values alone decide.`
  if (sla.lowerBound === null) return `${wanted}: nothing is proven.`
  const proven = `at least ${formatShare(sla.lowerBound)} proven at ${formatShare(sla.confidence)} confidence if requests fail independently`
  const parts = [proven, describeLossyRestarts({ projection }), describeNeed(sla)]
  return `${wanted}: ${parts.filter((part) => part !== '').join('; ')}.`
}

/** `up to 63.16% of restarts may lose some (0 of 3 did)`: losses cluster around restarts, so that this bound counts as much. */
export function describeLossyRestarts({ projection }: Pick<Report, 'projection'>): string {
  if (projection === null) return ''
  const { count, of, upper } = projection.restartsWithLoss
  return `up to ${formatUpperBound(upper)} of restarts may lose some (${formatCount(count)} of ${formatCount(of)} did)`
}

/** `strict clients`, or `strict clients; retrying: http2, grpc`. */
function describeClients({ clients, others = [] }: SlaResult): string {
  const other = CLIENTS.find((kind) => kind !== clients)
  return others.length === 0 ? `${clients} clients` : `${clients} clients; ${other}: ${clean(others.join(', '))}`
}

/** How many attempts a claim that is neither proven nor disproven would need. */
function describeNeed(sla: SlaResult): string {
  const { attempts, attemptsNeeded } = sla
  if (standingOf(sla) !== 'open' || attemptsNeeded === null) return ''
  return `too few to tell, ${formatCount(attemptsNeeded - attempts)} more needed, none of them lost`
}

/** Also of a report that does not say it, by the rules of its time. */
export function standingOf({ standing, availability, target, lowerBound }: SlaResult): Standing | null {
  if (standing !== undefined || availability === null) return standing ?? null
  if (availability < target) return 'missed'
  return lowerBound !== null && lowerBound < target ? 'open' : 'met'
}

type RowClaim = Pick<NonNullable<SlaResult['traffic']>[number], 'standing' | 'attempts' | 'attemptsNeeded'>

/** What the row of a traffic says of the SLA: `met`, `missed`, or `too few to tell, 4,110 more without a failure`; empty where nothing was counted. */
export function describeStanding({ standing, attempts, attemptsNeeded }: RowClaim): string {
  if (standing !== 'open') return standing ?? ''
  const more = attemptsNeeded === null ? '' : `, ${formatCount(attemptsNeeded - attempts)} more without a failure`
  return `too few to tell${more}`
}

export function describeTrafficStanding({ traffic = [] }: SlaResult, name: string): string {
  const claim = traffic.find((one) => one.name === name)
  return claim === undefined ? '' : describeStanding(claim)
}

/** Availability inside the restart windows, where anything was counted there. */
export function describeWindows({ windows }: SlaResult): string {
  if (windows.availability === null) return ''
  const wanted = windows.target === null ? '' : ` (target ${formatShare(windows.target)})`
  const lost = windows.failures === 0 ? 'none lost' : `${formatCount(windows.failures)} lost`
  return `All windows: ${formatShare(windows.availability)} of ${countOf(windows.attempts, 'request')} succeeded${wanted}, ${lost}.`
}

/** The other view: what a retrying client would have seen, or what a retry hid. */
export function describeRetrying({ sla, retrying }: Report): string {
  const { failures, retried, resent = sla.clients === 'strict' ? 0 : retried, availability } = retrying
  if (retried === 0 || availability === null) return ''
  const again = `${countOf(resent, 'request')} failed at first and ${resent === 1 ? 'was' : 'were'} sent again`
  if (resent === retried) return `${again}; ${formatCount(failures)} failed for good.`
  const view = `A client that retries as the RFCs allow would have seen ${formatShare(availability)}: ${formatCount(retried - resent)} hidden, ${countOf(failures, 'failure')} remaining.`
  return resent === 0 ? view : `${again}. ${view}`
}

/** Outcomes that occurred at all, in their fixed order; `ok` always. */
export function occurred(counts: OutcomeCounts): Outcome[] {
  return OUTCOMES.filter((outcome) => outcome === 'ok' || counts[outcome] > 0)
}

/** The times of one restart: `takeover 120 ms · drain 1.25 s · outage 0 ms · settled 1.3 s`. */
export function describeTimes(restart: RestartReport): string {
  const times = [
    `takeover ${describeTakeover(restart)}`,
    `drain ${describeDrain(restart)}`,
    ...(restart.outageMs === null ? [] : [`${nameOutage(restart)} ${formatDuration(restart.outageMs)}`]),
    restart.settledMs === null ? 'never settled' : `settled ${formatDuration(restart.settledMs)}`,
  ]
  return times.join(' · ')
}

/** `between 44 ms and 120 ms` where no answer names its generation. */
export function describeTakeover({ takeoverMs, takeoverFromMs }: RestartReport): string {
  if (takeoverMs === null || takeoverFromMs === undefined) return formatMaybe(takeoverMs, 'not seen')
  return formatBetween(takeoverFromMs, takeoverMs)
}

export function describeDrain({ observed, drainMs }: RestartReport): string {
  return formatMaybe(drainMs, observed ? 'not finished' : 'not seen')
}

/** A pause in which no request failed only made new connections wait. */
function nameOutage({ outageMs, outcomes }: RestartReport): string {
  return outageMs !== null && outageMs > 0 && countFailures(outcomes) === 0 ? 'new connections waited up to' : 'outage'
}

/** What was lost of all: `none of 2,345 requests lost`, `3 of 2,345 requests lost: 2 refused, 1 reset`. */
export function describeLosses({ attempts, outcomes }: Pick<RestartReport, 'attempts' | 'outcomes'>): string {
  if (attempts === 0) return 'no requests'
  const lost = countFailures(outcomes)
  if (lost === 0) return `none of ${countOf(attempts, 'request')} lost`
  const kinds = FAILURES.filter((outcome) => outcomes[outcome] > 0)
  const parts = kinds.map((outcome) => `${formatCount(outcomes[outcome])} ${outcome}`)
  return `${formatCount(lost)} of ${countOf(attempts, 'request')} lost: ${parts.join(', ')}`
}

/** `gen-1 → gen-2`; `?` for a generation that was not seen. */
export function describeGenerations({ generations }: RestartReport): string {
  const { old, new: fresh, commands = {} } = generations
  return `${nameAll(old, commands)} → ${nameAll(fresh, commands)}`
}

const NAMES_SHOWN = 4

/** Longer command lines hide the sentence that they stand in. */
const COMMAND_CHARS = 40

function nameAll(generations: string[], commands: Readonly<Record<string, string>>): string {
  if (generations.length === 0) return '?'
  const shown = generations.slice(0, NAMES_SHOWN).map((generation) => nameOne(generation, commands[generation]))
  const more = generations.length - shown.length
  return more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`
}

function nameOne(generation: string, command: string | undefined): string {
  const name = clean(generation, 40)
  return command === undefined ? name : `${name} (${clean(command, COMMAND_CHARS)})`
}

/** The evidence, after whether it is broken or was not observed, and whether the scenario requires it. */
export function describeGuarantee({ status, required, evidence }: GuaranteeReport): string {
  const state = [...(status === 'held' ? [] : [status.replace('-', ' ')]), ...(required ? ['required'] : [])].join(', ')
  return state === '' ? clean(evidence) : `${state}: ${clean(evidence)}`
}

/** The machine, the programs and the time of the run, in one line. */
export function describeEnvironment({ environment, run }: Report): string {
  const { hitless, node, autocannon, os, cpus, memoryBytes } = environment
  const memory = `${(memoryBytes / 2 ** 30).toFixed(1)} GiB`
  const machine = `${clean(os)}, ${countOf(cpus, 'cpu')}, ${memory}`
  return `hitless ${clean(hitless)}, Node ${clean(node)}, autocannon ${clean(autocannon)}; ${machine}; ${clean(run.startedAt)}, ${formatDuration(run.durationMs)}`
}

/** What became of the lifelines that were open when a restart began: `lifelines: 15 of 20 kept, 5 cut`; empty without any. */
export function describeFates({ lifelines }: RestartReport): string {
  const ends = LIFELINE_ENDS.filter((end) => lifelines[end] > 0)
  const open = ends.reduce((sum, end) => sum + lifelines[end], 0)
  if (open === 0) return ''
  const others = ends.filter((end) => end !== 'kept').map((end) => `, ${formatCount(lifelines[end])} ${end}`)
  return `lifelines: ${formatCount(lifelines.kept)} of ${formatCount(open)} kept${others.join('')}`
}

/** What the restarts cost in a year, where that could be worked out. */
export function describeProjection({ projection }: Report): string {
  if (projection === null) return ''
  const { restartsPerDay, restartsWithLoss, failuresPerRestart, downtimePerYearMinutes, budgetMinutes } = projection
  const { count, of, upper } = restartsWithLoss
  const { mean, upper: most } = failuresPerRestart
  const restarts = `${formatCount(count)} of ${countOf(of, 'restart')} lost requests (at most ${formatUpperBound(upper)} of all restarts do)`
  const failures = `${formatMean(mean)} ${mean === 1 ? 'failure' : 'failures'} per restart (at most ${formatMean(most)})`
  // Nothing to project: not known, or none was seen.
  if (downtimePerYearMinutes === null || downtimePerYearMinutes === 0) return `${restarts}; ${failures}.`
  const outage = formatDuration(downtimePerYearMinutes * 60_000)
  const budget = formatDuration(budgetMinutes * 60_000)
  return `${restarts}; ${failures}. At ${countOf(restartsPerDay, 'restart')} a day: ${outage} of downtime a year, the SLA allows ${budget}.`
}
