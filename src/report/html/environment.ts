import type { RunEvent } from '../../model/event.ts'
import type { Report } from '../../model/report.ts'
import { clean } from '../../text/clean.ts'
import { html, type Markup, multiline, prose } from '../../text/markup.ts'
import { countOf, formatDuration } from '../../text/numbers.ts'
import { describeHarness } from '../harness-health.ts'
import type { LedgerExcerpt } from './page-context.ts'

const TROUBLES_SHOWN = 50
const LONGEST_LINE = 1000

/** Machine, programs, scenario and what the harness remarked: all that is needed to repeat the run. */
export function renderEnvironment(report: Report, { scenario }: LedgerExcerpt): Markup {
  const { environment, run } = report
  const facts = [
    ['hitless', environment.hitless],
    ['Node', environment.node],
    ['autocannon', environment.autocannon],
    ['system', environment.os],
    ['processors', String(environment.cpus)],
    ['memory', `${(environment.memoryBytes / 2 ** 30).toFixed(1)} GiB`],
    ['begun', run.startedAt],
    ['run', run.id],
    ['scenario file', report.scenario.file ?? 'none: the run was made by flags'],
  ]
  return html`<dl class="environment">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${renderHarness(report)}${renderTroubles(report.events)}${renderScenario(scenario.text)}`
}

function renderScenario(text: string): Markup | null {
  if (text.trim() === '') return null
  return html`<details class="scenario" open><summary>The scenario as it was written</summary><pre tabindex="0"><code>${multiline(text, LONGEST_LINE)}</code></pre></details>
`
}

/** The health of the load generator, as evidence. */
function renderHarness(report: Report): Markup | null {
  const facts = describeHarness(report)
  if (facts.length === 0) return null
  return html`<h3>Load-generator health</h3><ul class="plain">${facts.map((fact) => html`<li>${prose(fact)}</li>`)}</ul>
`
}

/** What the harness noted of itself. */
function renderTroubles(events: readonly RunEvent[]): Markup | null {
  const notes = events.flatMap((event) => {
    const text = describeTrouble(event)
    return text === undefined ? [] : [{ t: event.t, text }]
  })
  if (notes.length === 0) return null
  const items = notes
    .slice(0, TROUBLES_SHOWN)
    .map(({ t, text }) => html`<li><time>${formatDuration(t)}</time> ${text}</li>`)
  const more = notes.length - TROUBLES_SHOWN
  return html`<h3>Problems during the run</h3><ul class="moments">${items}${more > 0 ? html`<li>… and ${more} more in report.json</li>` : null}</ul>
`
}

function describeTrouble(event: RunEvent): string | undefined {
  switch (event.kind) {
    case 'trouble':
      return event.message
    case 'target-died':
      return `the target died (process ${event.pid}): ${event.how}`
    case 'evidence-missing':
      return `${event.what} could not be observed: ${event.why}`
    case 'harness-stalled':
      return `the event loop of the ${event.thread} thread stalled for ${formatDuration(event.ms)}`
    case 'generator-behind':
      return `${clean(event.traffic, 60)}: ${countOf(event.arrivals, 'request')} sent up to ${formatDuration(event.lateMs)} late`
    default:
      return undefined
  }
}
