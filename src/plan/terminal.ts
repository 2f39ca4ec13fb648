import type { Claim, Obstacle, Plan, PlannedTraffic } from '../model/plan.ts'
import { clean } from '../text/clean.ts'
import { countOf, formatCount, formatDuration, formatShare, formatUpperBound } from '../text/numbers.ts'
import { hang, mark, type Page, section } from '../text/page.ts'
import { type Cell, renderTable } from '../text/table.ts'
import { isClosedLoop } from './expected.ts'

/** A plan for a person at a terminal: what it comes to first, then what it rests on. Ends in a line break. */
export function renderPlan(plan: Plan, page: Page): string {
  const sections = [
    showAnswer(plan, page),
    section('What would do, each by itself', showChanges(plan, page), page),
    showTraffic(plan, page),
    section('Time', hang('', describeTime(plan), page.width - 2), page),
    section(
      'Restarts',
      describeRestarts(plan).flatMap((text) => hang('', text, page.width - 2)),
      page,
    ),
  ]
  const filled = sections.filter((lines) => lines.length > 0)
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

const ANSWERS = {
  yes: { sign: '✓', word: 'PROVABLE', paint: 'green' },
  no: { sign: '✗', word: 'NOT PROVABLE', paint: 'red' },
  depends: { sign: '?', word: 'IT DEPENDS', paint: 'yellow' },
} as const satisfies Record<Claim['provable'], unknown>

function showAnswer(plan: Plan, { color, width }: Page): string[] {
  const { sign, word, paint } = ANSWERS[plan.obstacles.length > 0 ? 'no' : plan.claim.provable]
  return [
    `${color[paint].bold(`${sign} ${word}`)}  ${color.bold(clean(plan.scenario.name, 120))}`,
    ...hang('  ', describeClaim(plan), width),
    ...plan.obstacles
      .filter(isNews)
      .flatMap(({ message }) => mark(hang('  ', `${clean(message)}.`, width), color.red('✗'))),
  ]
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
  const known = `At least ${countOf(requests, 'request')} are to be expected`
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

function showChanges({ changes }: Plan, { color, width }: Page): string[] {
  return changes.flatMap(({ key, from, to, totalMs }) =>
    mark(
      hang('  ', `${clean(key, 80)}: ${to} instead of ${from} (the run takes ${formatDuration(totalMs)})`, width - 2),
      color.green('→'),
    ),
  )
}

type Row = Omit<PlannedTraffic, 'kind'>

function showTraffic(plan: Plan, { color, width }: Page): string[] {
  const rows = plan.traffic.length > 1 ? [...plan.traffic.map(rowOf), sumOf(plan)] : plan.traffic.map(rowOf)
  const names = { title: 'Traffic', cells: rows.map(({ name }) => ({ text: name })) }
  const numbers = [
    { title: 'a second', cells: rows.map(({ perSecond }) => countCell(perSecond)) },
    { title: 'requests', cells: rows.map(({ requests }) => countCell(requests)) },
  ]
  const [header = '', ...lines] = renderTable(names, [numbers], width)
  return [
    color.bold(header),
    ...lines.map((line, index) => addReason(line, rows[index]?.because ?? '', { color, width })),
  ]
}

function countCell(value: number | null): Cell {
  return { text: value === null ? '?' : formatCount(Math.round(value)) }
}

function rowOf({ name, kind, ...row }: PlannedTraffic): Row {
  return { ...row, name: clean(name === kind ? name : `${name} (${kind})`, 60) }
}

function sumOf({ traffic, requests }: Plan): Row {
  const perSecond = traffic.reduce((sum, one) => sum + (one.perSecond ?? 0), 0)
  return { name: 'all', perSecond, requests, because: traffic.some((one) => one.requests === null) ? 'at least' : '' }
}

function addReason(line: string, because: string, { color, width }: Page): string {
  return because === '' || line.length + 2 + because.length > width ? line : `${line}  ${color.dim(because)}`
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
      : [
          `If ${countOf(own.restarts, 'restart')} ${own.restarts === 1 ? 'loses' : 'lose'} nothing, up to ${formatUpperBound(own.share)} of all restarts may still do.`,
        ]
  const more = better.map(
    ({ share, restarts, totalMs }) =>
      `At most ${formatUpperBound(share)}: ${countOf(restarts, 'restart')}, ${formatDuration(totalMs)}.`,
  )
  const seen =
    resolutionMs === null
      ? 'Without fresh traffic no outage of new connections is measured.'
      : `Nobody listening for less than ${formatDuration(resolutionMs)} can go unseen: so often a new connection is made.`
  return [...now, ...more, seen]
}
