import { countAttempts, countFailures, FAILURES } from '../../../model/outcome.ts'
import type { Report } from '../../../model/report.ts'
import { html, type Markup, prose } from '../../../text/markup.ts'
import { countOf, formatCount, formatDuration } from '../../../text/numbers.ts'
import { describeTakeover } from '../../sla-sentences.ts'

interface Figure {
  name: string
  value: string
  note: string
  /** How it looks where it is no good news: `bad` where something was lost, `doubtful` where it is not required. */
  look?: 'bad' | 'doubtful' | undefined
}

/** The few numbers that a reader looks for first. */
export function renderFigures(report: Report): Markup {
  const figures = [
    requests(report),
    failed(report),
    restarts(report),
    outage(report),
    lifelines(report),
    projection(report),
  ]
  const shown = figures.filter((figure) => figure !== null)
  return html`<dl class="figures">${shown.map(
    ({ name, value, note, look }) =>
      html`<div class="${look}"><dt>${name}</dt><dd><b>${prose(value)}</b><small>${prose(note)}</small></dd></div>`,
  )}</dl>`
}

function requests({ outcomes, run }: Report): Figure {
  return {
    name: 'Requests',
    value: formatCount(countAttempts(outcomes)),
    note: `in a run of ${formatDuration(run.durationMs)}`,
  }
}

function failed({ outcomes }: Report): Figure {
  const count = countFailures(outcomes)
  const kinds = FAILURES.filter((outcome) => outcomes[outcome] > 0)
  const told = kinds.map((outcome) => `${formatCount(outcomes[outcome])} ${outcome}`)
  return {
    name: 'Failed',
    value: formatCount(count),
    note: count === 0 ? 'none' : told.join(', '),
    look: count > 0 ? 'bad' : undefined,
  }
}

function restarts({ restarts: all }: Report): Figure {
  const seen = all.filter(({ observed }) => observed)
  const [last] = seen
    .filter(({ takeoverMs }) => takeoverMs !== null)
    .toSorted((a, b) => (b.takeoverMs ?? 0) - (a.takeoverMs ?? 0))
  const slowest = last === undefined ? 'no takeover seen' : `slowest takeover ${describeTakeover(last)}`
  return {
    name: 'Restarts',
    value: formatCount(all.length),
    note: all.length === seen.length ? (all.length === 0 ? 'none was made' : slowest) : `${seen.length} observed`,
    look: seen.length < all.length ? 'bad' : undefined,
  }
}

function outage({ restarts: all }: Report): Figure | null {
  const outages = all.map(({ outageMs }) => outageMs).filter((ms) => ms !== null)
  if (outages.length === 0) return null
  const longest = Math.max(...outages)
  const lost = all.some(({ outageMs, outcomes }) => outageMs === longest && countFailures(outcomes) > 0)
  return lost || longest === 0
    ? { name: 'Longest outage', value: formatDuration(longest), note: 'without a new connection' }
    : { name: 'Longest wait', value: formatDuration(longest), note: 'for a new connection; none failed' }
}

function lifelines({ lifelines: all, lifelineEndsTotal, guarantees }: Report): Figure | null {
  const opened = all.reduce((sum, one) => sum + one.opened, 0)
  if (opened === 0) return null
  const required = guarantees.some(({ id, required: must }) => id === 'connections-kept' && must)
  return {
    name: 'Lifelines broken',
    value: formatCount(lifelineEndsTotal),
    note: `of ${countOf(opened, 'long-lived connection')}`,
    look: lifelineEndsTotal === 0 ? undefined : required ? 'bad' : 'doubtful',
  }
}

function projection({ projection: year }: Report): Figure | null {
  // Nothing to project: not known, or none was seen.
  if (year === null || year.downtimePerYearMinutes === null || year.downtimePerYearMinutes === 0) return null
  const { downtimePerYearMinutes, budgetMinutes, restartsPerDay } = year
  return {
    name: `A year, ${countOf(restartsPerDay, 'restart')} a day`,
    value: formatDuration(downtimePerYearMinutes * 60_000),
    note: `of downtime; the SLA allows ${formatDuration(budgetMinutes * 60_000)}`,
    look: downtimePerYearMinutes > budgetMinutes ? 'bad' : undefined,
  }
}
