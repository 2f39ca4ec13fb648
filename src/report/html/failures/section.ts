import { renderSection } from '../../../text/html.ts'
import { renderTable } from '../../../text/html-table.ts'
import { html, type Markup } from '../../../text/markup.ts'
import { describeFirst, groupFailures } from '../../failure-groups.ts'
import type { PageContext } from '../page-context.ts'
import { chooseFailures, describeChoice, renderFailures } from './table.ts'

const GROUPS_SHOWN = 60

/** Failures by kind, then one by one with all their facts. */
export function renderFailureSection({ report, windows }: PageContext): Markup {
  const { failures, failuresTotal } = report
  if (failuresTotal === 0) return renderSection('failures', 'Failures', html`<p>No request failed.</p>`)
  const groups = groupFailures(failures).slice(0, GROUPS_SHOWN)
  const kinds = renderTable({
    name: 'Failures by kind',
    columns: ['traffic', 'failures', 'the first of them'].map((title) => ({ title })),
    rows: groups.map(({ traffic, text, first }) => [traffic, text, describeFirst(first)]),
  })
  const shown = chooseFailures(failures, windows)
  const choice = describeChoice(shown.length, failures.length, failuresTotal)
  return renderSection(
    'failures',
    'Failures',
    html`${kinds}
<details class="data"${failures.length <= 20 ? html` open` : null}><summary>Failures one by one</summary>${choice === '' ? null : html`<p class="note">${choice}</p>`}${renderFailures(shown, windows)}</details>`,
  )
}
