import type { Claim, Obstacle, Plan, PlannedTraffic, ScenarioChange } from '../model/plan.ts'
import { clean } from '../text/clean.ts'
import {
  bulletList,
  type Item,
  item,
  paragraph,
  type ReadColumn,
  section,
  type Table,
  tableOf,
  type VerdictBlock,
} from '../text/document.ts'
import { countOf, formatCount, formatDuration, formatShare, formatUpperBound } from '../text/numbers.ts'
import { printOnTerminal } from '../text/terminal.ts'
import type { Terminal } from '../text/tones.ts'
import { isClosedLoop } from './expected.ts'

/** A plan for a person at a terminal: what it comes to first, then what it rests on. */
export function renderPlan(plan: Plan, terminal: Terminal): string {
  const sections = [
    ...section('Any one of these is enough', [bulletList(plan.changes.map(changeItem))]),
    ...section(undefined, [trafficTable(plan)]),
    ...section('Time', [paragraph(describeTime(plan))]),
    ...section(
      'Restarts',
      describeRestarts(plan).map((text) => paragraph(text)),
    ),
  ]
  return printOnTerminal({ verdict: describeVerdict(plan), sections }, terminal)
}

const ANSWERS = {
  yes: { sign: '✓', word: 'PROVABLE', tone: 'good' },
  no: { sign: '✗', word: 'NOT PROVABLE', tone: 'bad' },
  depends: { sign: '?', word: 'IT DEPENDS', tone: 'doubtful' },
} as const satisfies Record<Claim['provable'], unknown>

function describeVerdict(plan: Plan): VerdictBlock {
  const obstacles = plan.obstacles.filter(isNews)
  return {
    ...ANSWERS[answerOf(plan)],
    title: clean(plan.scenario.name, 120),
    facts: [describeClaim(plan), ...describeWindows(plan)],
    items: obstacles.map(({ message }) => item(`${clean(message)}.`, { sign: '✗', tone: 'bad' })),
  }
}

function answerOf({ obstacles, claim, windows }: Plan): Claim['provable'] {
  if (obstacles.length > 0) return 'no'
  return claim.provable === 'yes' && windows !== undefined ? windows.provable : claim.provable
}

function describeWindows({ windows, restarts: { count } }: Plan): string[] {
  if (windows === undefined) return []
  const wanted = `Around the restarts ${formatShare(windows.target)} (sla.windows)`
  if (windows.needed === null) return [`${wanted}: no number of requests proves it.`]
  const { withoutFailure, withOne } = windows.needed
  const needs = `${wanted}: ${formatCount(withoutFailure)} requests in their windows without a failure prove it, ${formatCount(withOne)} with one`
  if (windows.eachMs === null) return [`${needs}. How many come in them, only the run shows.`]
  const each = count === 1 ? 'the restart takes' : `each of ${countOf(count, 'restart')} takes`
  return [`${needs}. The requests expected are enough if ${each} ${formatDuration(windows.eachMs)} or longer.`]
}

/** How many requests are missing stands in the claim itself. */
function isNews({ code }: Obstacle): boolean {
  return code !== 'not-enough-attempts'
}

function describeClaim({ sla, claim, requests, traffic }: Plan): string {
  const wanted = `SLA ${formatShare(sla.availability)} (${sla.clients} clients)`
  if (sla.confidence === null) return `${wanted}: the observed values alone decide, and nothing has to be proven.`
  if (claim.needed === null) return `${wanted}: no number of requests proves it.`
  const { withoutFailure, withOne } = claim.needed
  const needs = `${wanted} at ${formatShare(sla.confidence)} confidence: ${formatCount(withoutFailure)} requests without a failure prove it, ${formatCount(withOne)} with one.`
  return `${needs} ${describeExpected(claim, requests, traffic)}`
}

function describeExpected(claim: Claim, requests: number, traffic: readonly PlannedTraffic[]): string {
  const { provable, missing, missingMs, failuresAllowed } = claim
  const known = `At least ${countOf(requests, 'request')} are expected`
  if (failuresAllowed !== null) {
    const most =
      failuresAllowed === 0 ? 'none of them may fail' : `up to ${formatCount(failuresAllowed)} of them may fail`
    return `${known}; ${most}.`
  }
  const few = `${known}, ${formatCount(missing)} too few`
  if (provable === 'no') return `${few}.`
  const open = traffic.filter(isClosedLoop).map(({ name }) => clean(name, 60))
  if (open.length > 0) return `${few} without those of ${open.join(', ')}: as many as the target answers.`
  return `${few} unless the last restart takes ${formatDuration(missingMs ?? 0)} or longer.`
}

function changeItem({ key, from, to, totalMs }: ScenarioChange): Item {
  const text = `${clean(key, 80)}: ${to} instead of ${from} (the run takes ${formatDuration(totalMs)})`
  return item(text, { sign: '→', tone: 'good' })
}

type Row = Omit<PlannedTraffic, 'kind'>

function trafficTable(plan: Plan): Table {
  const rows = plan.traffic.map(rowOf)
  return tableOf(TRAFFIC_COLUMNS, rows.length > 1 ? [...rows, sumOf(plan)] : rows)
}

const TRAFFIC_COLUMNS: readonly ReadColumn<Row>[] = [
  { title: 'Traffic', read: ({ name }) => name },
  { title: 'a second', read: ({ perSecond }) => formatExpected(perSecond) },
  { title: 'requests', read: ({ requests }) => formatExpected(requests) },
  { title: '', words: true, begins: true, read: ({ because }) => ({ text: because, tone: 'quiet' }) },
]

function formatExpected(value: number | null): string {
  return value === null ? '?' : formatCount(Math.round(value))
}

function rowOf({ name, kind, ...row }: PlannedTraffic): Row {
  return { ...row, name: clean(name === kind ? name : `${name} (${kind})`, 60) }
}

function sumOf({ traffic, requests }: Plan): Row {
  const perSecond = traffic.reduce((sum, one) => sum + (one.perSecond ?? 0), 0)
  return { name: 'all', perSecond, requests, because: traffic.some((one) => one.requests === null) ? 'at least' : '' }
}

function describeTime({ durationMs, restarts }: Plan): string {
  const { warmup, baseline, cooldown, total } = durationMs
  const interval = restarts.count > 1 ? `, ${formatDuration(restarts.everyMs)} from one to the next` : ''
  return (
    `At least ${formatDuration(total)}: warm-up ${formatDuration(warmup)}, baseline ${formatDuration(baseline)}, ` +
    `${countOf(restarts.count, 'restart')}${interval}, cool-down ${formatDuration(cooldown)}. ` +
    'Launching, a restart that takes longer than its interval, and the last one come on top.'
  )
}

function describeRestarts({ lossBounds, resolutionMs }: Plan): string[] {
  const [own, ...better] = lossBounds
  const now =
    own === undefined
      ? []
      : [`${describeClean(own.restarts)} up to ${formatUpperBound(own.share)} of restarts to lose requests.`]
  const more = better.map(
    ({ share, restarts, totalMs }) =>
      `At most ${formatUpperBound(share)}: ${countOf(restarts, 'restart')}, ${formatDuration(totalMs)}.`,
  )
  const seen =
    resolutionMs === null
      ? 'Without fresh traffic no outage of new connections is measured.'
      : `Listener gaps shorter than ${formatDuration(resolutionMs)} may go undetected: that is the time between two new connections.`
  return [...now, ...more, seen]
}

function describeClean(restarts: number): string {
  return restarts === 1 ? 'One clean restart still allows' : `${formatCount(restarts)} clean restarts still allow`
}
