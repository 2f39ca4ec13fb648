// The public comparison of restart strategies: runs every scenario of bench/strategies/strategies.yaml against its real server and writes
// reports/strategies and the table of the README.
// Each makes 30 restarts, or 10 where they take seconds.
// node bench/strategies/main.js [SCENARIO ...]    with names only those are run, and the last runs of the others are taken
// node bench/strategies/main.js --publish         the pages of the last runs
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hasRun, hitless, ROOT, readReport, readYaml, runInto } from '../published/hitless.js'
import { replaceBetween } from '../published/markdown.js'
import { describeMachine, findVersions } from '../published/versions.js'
import { renderOverview, renderPages } from './pages.js'

const RUNS = join(ROOT, 'reports/strategies-runs')
const PUBLISHED = join(ROOT, 'reports/strategies')

const publishOnly = process.argv[2] === '--publish'
const wanted = publishOnly ? [] : process.argv.slice(2)
const families = readYaml(join(ROOT, 'bench/strategies/strategies.yaml'))
const all = Object.entries(families).flatMap(([family, ids]) => ids.map((id) => ({ family, id })))
for (const id of wanted)
  if (!all.some((one) => one.id === id)) throw new Error(`${id} is not in bench/strategies/strategies.yaml`)

if (!publishOnly) for (const { id } of all) if (wanted.length === 0 || wanted.includes(id)) run(id)
publish(
  all
    .filter(({ id }) => hasRun(join(RUNS, id)))
    .map((one) => ({ ...one, report: readReport(join(RUNS, one.id)), scenario: readScenario(one.id) })),
)

/** Scenarios that make fewer than ten do so because each takes seconds. */
function countRestarts(id) {
  return readScenario(id).restart.count < 10 && !id.startsWith('broken/') ? '10' : '30'
}

function run(id) {
  console.log(`\n=== ${id}`)
  runInto(join(RUNS, id), `scenarios/${id}.yaml`, '--restarts', countRestarts(id))
}

function readScenario(id) {
  return readYaml(join(ROOT, 'scenarios', `${id}.yaml`))
}

/** The report of a run, without the place at which the checkout was. */
function publishRun(id) {
  const file = join(PUBLISHED, 'runs', `${id}.md`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, readFileSync(join(RUNS, id, 'report.md'), 'utf8').replaceAll(ROOT, ''))
}

/** Each strategy: its family, its id, its report, and its scenario as the file has it. */
function publish(strategies) {
  rmSync(PUBLISHED, { recursive: true, force: true })
  mkdirSync(PUBLISHED, { recursive: true })
  hitless('compare', ...strategies.map(({ id }) => join(RUNS, id)), '--quiet', '--out', PUBLISHED)
  for (const { id } of strategies) publishRun(id)
  const comparison = JSON.parse(readFileSync(join(PUBLISHED, 'comparison.json'), 'utf8'))
  const told = strategies.map((one) => ({
    ...one,
    ...comparison.strategies.find(({ run: { id } }) => id === one.report.run.id),
  }))
  const facts = {
    machine: describeMachine(told[0].report.environment),
    versions: findVersions(told),
    command: 'npm run strategies',
  }
  writeFileSync(join(PUBLISHED, 'README.md'), renderPages(told, facts))
  replaceBetween(join(ROOT, 'README.md'), 'strategies', renderOverview(told))
  const odd = told.filter(({ verdict }) => verdict.expected !== null && verdict.expected !== verdict.status)
  for (const { id, verdict } of odd)
    console.error(`${id} ended ${verdict.status}, not ${verdict.expected}: ${verdict.reasons[0]}`)
  if (odd.length > 0) process.exitCode = 1
}
