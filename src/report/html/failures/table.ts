import type { Attempt } from '../../../model/attempt.ts'
import { clean } from '../../../text/clean.ts'
import { type HtmlColumn, renderTable } from '../../../text/html-table.ts'
import { type Content, html, type Markup } from '../../../text/markup.ts'
import { countOf, formatCount } from '../../../text/numbers.ts'
import { restartOf, type Window } from '../page-context.ts'

/** Failures whose facts the page shows one by one; report.json lists more. */
export const FAILURES_SHOWN = 1000

const COLUMNS: readonly HtmlColumn[] = [
  { title: 'ended', number: true },
  { title: 'traffic' },
  { title: 'request' },
  { title: 'outcome' },
  { title: 'phase' },
  { title: 'code' },
  { title: 'status', number: true },
  { title: 'due', number: true },
  { title: 'sent', number: true },
  { title: 'first byte', number: true },
  { title: 'written', number: true },
  { title: 'read', number: true },
  { title: 'connection' },
  { title: 'port', number: true },
  { title: 'generation' },
  { title: 'restart', number: true },
  { title: 'a retry' },
]

/** Each failure with everything that is known about it. */
export function renderFailures(failures: readonly Attempt[], windows: readonly Window[]): Markup {
  return renderTable({
    name: 'Failed requests one by one',
    columns: COLUMNS,
    rows: failures.map((failure) => failureCells(failure, windows)),
  })
}

function failureCells(failure: Attempt, windows: readonly Window[]): Content[] {
  const { traffic, method, path, outcome, phase, code, detail, status, connection, generation } = failure
  const { due, sent, firstByte, end, bytesWritten, bytesRead, retryable } = failure
  return [
    formatMoment(end),
    clean(traffic, 60),
    html`<bdi>${clean(method, 20)} ${clean(path, 160)}</bdi>`,
    outcome,
    phase,
    html`<bdi>${[code, detail]
      .filter((part) => part !== undefined)
      .map((part) => clean(part, 200))
      .join(': ')}</bdi>`,
    status,
    formatMoment(due),
    sent === undefined ? 'never' : formatMoment(sent),
    firstByte === undefined ? 'none' : formatMoment(firstByte),
    `${formatCount(bytesWritten)} B`,
    `${formatCount(bytesRead)} B`,
    connection.id === 0 ? 'none' : `${connection.id}, ${connection.reused ? 'reused' : 'new'}`,
    connection.localPort,
    generation === undefined ? '' : clean(generation, 40),
    restartOf(failure, windows),
    retryable ? 'would hide it' : '',
  ]
}

/** Seconds of the run with as many digits as distinguish events: `5.1574 s`. */
function formatMoment(ms: number): string {
  return `${(ms / 1000).toFixed(4)} s`
}

/**
 * Failures to be shown one by one where there are too many for a page: of each kind, in each restart, as even a share as there is,
 * in order of their end.
 */
export function chooseFailures(failures: readonly Attempt[], windows: readonly Window[]): readonly Attempt[] {
  if (failures.length <= FAILURES_SHOWN) return failures
  const groups = groupBy(failures, (one) =>
    JSON.stringify([restartOf(one, windows), one.traffic, one.outcome, one.phase]),
  )
  const chosen = new Set<Attempt>()
  for (let i = 0; chosen.size < FAILURES_SHOWN; i += 1) {
    const round = groups.flatMap((group) => group[i] ?? [])
    for (const one of round.slice(0, FAILURES_SHOWN - chosen.size)) chosen.add(one)
  }
  return failures.filter((one) => chosen.has(one))
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return [...groups.values()]
}

/** What the table leaves out, in words; empty where it is whole. */
export function describeChoice(shown: number, listed: number, total: number): string {
  if (shown >= total) return ''
  const more =
    listed < total ? `; report.json lists the first ${formatCount(listed)}` : '; report.json lists all of them'
  return `These are ${formatCount(shown)} of ${countOf(total, 'failure')}, some of each kind in each restart${more}.`
}
