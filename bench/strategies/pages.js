import { count, daysOf, renderTable } from '../published/markdown.js'

/** reports/strategies/README.md: every number in it comes from the runs that it stands beside. */
export function renderPages(strategies, { machine, versions, command }) {
  const days = daysOf(strategies)
  const counts = [...new Set(strategies.map(({ restarts }) => restarts.count))].toSorted((a, b) => b - a)
  const requests = strategies.reduce((sum, { sla }) => sum + sla.attempts, 0)
  return `# Restart strategies, side by side

The cost of real servers' restarts to their users: ${strategies.length} ways to restart, ${counts.join(' or ')} restarts each, ${count(requests)} requests in all.
${days.join(' and ')}; ${machine}; servers and load on the same machine, over loopback.

![Cost of restarts to users](comparison.svg)

How each restart works, and why it loses requests: [docs/explain/strategies.md](../../docs/explain/strategies.md). The full comparison, with significance:
[comparison.html](comparison.html), [comparison.md](comparison.md), [comparison.json](comparison.json). Made again by

\`\`\`sh
${command}
\`\`\`

**Strict** clients never retry; **retrying** clients retry as RFC 9110 §9.2.2 and RFC 9112 §9.3.1 allow, so their losses are also losses for browsers and
curl. *N of 30* is the number of restarts with loss; none in 30 still allows up to 9.5% of restarts at 95% confidence.
Long-lived connections (WebSockets and event streams) were kept, closed gracefully (with notice), or cut. Requests outside restarts count as well.
Not every server supports every kind of traffic, and a few scenarios add traffic that shows their loss: compare rows with the same traffic.

${groupByFamily(strategies)
  .map(([family, members]) => `## ${family}\n\n${renderTable(COLUMNS, members)}\n`)
  .join('\n')}
## Versions

${versions.map((version) => `- ${version}`).join('\n')}
`
}

const COLUMNS = [
  ['strategy', ({ id, name }) => `[${name}](runs/${id}.md)`],
  ['scenario', ({ id, verdict }) => `[${verdict.status}](../../scenarios/${id}.yaml)`],
  ['traffic', ({ scenario }) => Object.keys(scenario.traffic).join(', ')],
  ['requests', ({ sla }) => count(sla.attempts)],
  ['lost, strict', ({ strict, restarts }) => lossOf(strict, restarts)],
  ['lost, retrying', ({ retrying, restarts }) => lossOf(retrying, restarts)],
  ['by class', ({ outcomes }) => classesOf(outcomes)],
  ['findings', ({ report }) => report.findings.map(({ id }) => `\`${id}\``).join(', ') || '–'],
  ['long-lived connections: kept / closed gracefully / cut', ({ lifelines }) => lifelinesOf(lifelines)],
  ['takeover', ({ metrics }) => timeOf(metrics.takeover.max)],
  ['drain', ({ metrics }) => timeOf(metrics.drain.max)],
  ['longest outage', ({ metrics }) => timeOf(metrics.outage.max)],
]

/** The short table of the README. */
export function renderOverview(strategies) {
  const rows = strategies.map(({ name, family, id, sla, strict, retrying, restarts, lifelines }) =>
    [
      family,
      `[${name}](scenarios/${id}.yaml)`,
      count(sla.attempts),
      lossOf(strict, restarts),
      lossOf(retrying, restarts),
      lifelinesOf(lifelines),
    ].join(' | '),
  )
  return `\n| | restart | requests | lost, strict | lost, retrying | long-lived connections: kept / closed gracefully / cut |\n| --- | --- | --: | --- | --- | --- |\n${rows.map((row) => `| ${row} |`).join('\n')}\n\n`
}

function groupByFamily(strategies) {
  const groups = new Map()
  for (const strategy of strategies) groups.set(strategy.family, [...(groups.get(strategy.family) ?? []), strategy])
  return [...groups]
}

/** `0`, or `12 in 3 of 30 restarts`. */
function lossOf({ failures, withLoss }, { count: of, observed }) {
  if (observed === 0) return 'no restart was observed'
  if (failures === 0) return '0'
  return `**${count(failures)}** in ${withLoss} of ${of}`
}

function classesOf(outcomes) {
  const failures = ['refused', 'reset', 'dropped', 'truncated', 'timeout', 'status', 'invalid'].filter(
    (one) => outcomes[one] > 0,
  )
  return failures.length === 0 ? '–' : failures.map((one) => `${count(outcomes[one])} ${one}`).join(', ')
}

function lifelinesOf({ kept, graceful, cut, stalled }) {
  return kept + graceful + cut + stalled === 0
    ? '–'
    : `${kept}, ${graceful}, ${cut + stalled === 0 ? 0 : `**${cut + stalled}**`}`
}

function timeOf(ms) {
  if (ms === null) return '–'
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
