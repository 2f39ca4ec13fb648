import { ROOT } from '../published/hitless.js'
import { daysOf, renderTable } from '../published/markdown.js'
import { describeMachine, packageOf } from '../published/versions.js'
import { idsOf } from './claims.js'

/** The table of docs/explain/track-record.md: what it says of hitless is what the runs said. */
export function renderRecord(bugs) {
  if (bugs.length === 0) return ''
  const reports = bugs.map(({ report }) => report)
  return `${bugs.length} bugs; ${daysOf(reports).join(' and ')}; ${describeMachine(reports[0].environment)}.

${renderTable(COLUMNS, bugs)}
`
}

const COLUMNS = [
  ['thread', ({ thread: { at, title } }) => `[${at}](${urlOf(at)}): ${title}`],
  ['server', (bug) => serverOf(bug)],
  ['what happens', ({ happens }) => happens],
  ['scenario', ({ name }) => `[${name}](../../bench/track-record/${name}/scenario.yaml)`],
  ['what hitless says', (bug) => verdictOf(bug)],
  ['checked', ({ checks, wrong }) => [...checks.map(({ text }) => text), ...wrong.map(bold)].join('<br>') || '–'],
]

/** `nginx/docker-nginx#377`. Issues and pull requests share their numbers, and GitHub leads from one to the other. */
function urlOf(at) {
  const [repository, number] = at.split('#')
  return `https://github.com/${repository}/issues/${number}`
}

function serverOf({ server, scenario, report }) {
  if (server === 'own') return 'reproduced by a server of our own that does the same'
  if (server === 'node') return `Node ${report.environment.node.replace(/^v/, '')}`
  return (scenario.requires ?? []).map((program) => packageOf(program) ?? program).join(', ')
}

function verdictOf({ claim, report }) {
  const ids = new Set(Object.keys(claim.findings).flatMap((either) => idsOf(either)))
  const named = report.findings.filter(({ id }) => ids.has(id))
  return [`**${report.verdict.status}**`, ...named.map(({ id, title }) => `\`${id}\`: ${withoutPlace(title)}`)].join(
    '<br>',
  )
}

/** The report's words, without the place at which the checkout was. */
function withoutPlace(text) {
  return text.replaceAll(ROOT, '').replaceAll('|', '\\|')
}

function bold(text) {
  return `**wrong: ${text}**`
}

/** One line of the terminal for each. */
export function summarize({ name, report, claim, wrong }) {
  const said = `${report.verdict.status}, ${Object.keys(claim.findings).join(', ')}`
  return `${wrong.length === 0 ? 'ok   ' : 'WRONG'} ${name}: ${wrong.length === 0 ? said : wrong.join('; ')}`
}
