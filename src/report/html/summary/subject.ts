import type { Report } from '../../../model/report.ts'
import type { Scenario } from '../../../model/scenario.ts'
import { clean } from '../../../text/clean.ts'
import { html, inline, type Markup } from '../../../text/markup.ts'
import { countOf } from '../../../text/numbers.ts'

const STEPS_SHOWN = 8

/** What the verdict is about: which target, restarted how, under which traffic. */
export function renderSubject(report: Report, { target, restart }: Scenario): Markup {
  const { scenario, traffic } = report
  const kinds = traffic.map(({ name, kind }) => (name === kind ? name : `${name} (${kind})`))
  const facts = [
    ['Target', html`<code>${clean(nameTarget(target), 140)}</code>`],
    ['Restarted', `${countOf(restart.count, 'time')}: ${nameSteps(report)}`],
    ['Under', kinds.length === 0 ? 'no traffic' : kinds.map((name) => clean(name, 40)).join(', ')],
  ] as const
  return html`<dl class="tested">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${scenario.about === null ? null : html`<p class="about">${inline(scenario.about, 1200)}</p>`}`
}

function nameTarget({ command, url, kubernetes }: Scenario['target']): string {
  if (kubernetes === undefined) return command ?? url
  const { kind, name, namespace } = kubernetes
  return `${kind}/${name} in ${namespace}, ${url}`
}

/** The steps as they were reported, in the words of the first restart that took all of them. */
function nameSteps({ events }: Pick<Report, 'events'>): string {
  const names = new Map<number, string>()
  for (const event of events) {
    if (event.kind === 'step-done' || event.kind === 'step-failed') names.set(event.step, event.name)
  }
  const sorted = [...names].toSorted(([a], [b]) => a - b).map(([, name]) => clean(name, 60))
  if (sorted.length === 0) return 'no step was taken'
  const more = sorted.length - STEPS_SHOWN
  return sorted.slice(0, STEPS_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
