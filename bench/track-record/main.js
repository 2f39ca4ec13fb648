// The track record: published bugs of restarts, each reproduced by a small scenario and server of this folder, and what hitless says
// of it, checked against the server's own account. Writes the table of docs/explain/track-record.md, and exits with 1 if hitless says
// something else than bugs.yaml claims.
// node bench/track-record/main.js [NAME ...]    with names only those are run, and the last runs of the others are taken
// node bench/track-record/main.js --publish     the table of the last runs
import { join } from 'node:path'
import { hasRun, ROOT, readReport, readYaml, runInto } from '../published/hitless.js'
import { replaceBetween } from '../published/markdown.js'
import { findProgram } from '../published/versions.js'
import { readAccount } from './account.js'
import { checkClaim } from './claims.js'
import { renderRecord, summarize } from './page.js'

const HERE = join(ROOT, 'bench/track-record')
const RUNS = join(ROOT, 'reports/track-record-runs')
const PAGE = join(ROOT, 'docs/explain/track-record.md')
const TRIES = 3

const publishOnly = process.argv[2] === '--publish'
const wanted = publishOnly ? [] : process.argv.slice(2)
const all = readYaml(join(HERE, 'bugs.yaml')).map((bug) => ({ ...bug, scenario: readYaml(scenarioOf(bug.name)) }))
for (const name of wanted)
  if (!all.some((one) => one.name === name)) throw new Error(`${name} is not in bench/track-record/bugs.yaml`)

if (!publishOnly) for (const bug of all) if (wanted.length === 0 || wanted.includes(bug.name)) run(bug)
const judged = all.filter(({ name }) => hasRun(join(RUNS, name))).map((bug) => judge(bug))
for (const one of judged) console.log(summarize(one))
replaceBetween(PAGE, 'track-record', renderRecord(judged))
if (judged.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1

function scenarioOf(name) {
  return join(HERE, name, 'scenario.yaml')
}

function run(bug) {
  const missing = (bug.scenario.requires ?? []).filter((program) => findProgram(program) === undefined)
  if (missing.length > 0) return console.log(`skipped ${bug.name}: it needs ${missing.join(', ')}`)
  console.log(`\n=== ${bug.name}`)
  for (let tries = 1; tries <= TRIES; tries++) {
    runInto(join(RUNS, bug.name), scenarioOf(bug.name))
    if (!wasLate(bug)) break
  }
}

/** Whether the machine kept hitless itself from measuring, so that the run says nothing of the server. */
function wasLate({ name, claim }) {
  const { verdict } = readReport(join(RUNS, name))
  return verdict.status !== claim.verdict && verdict.reasons.some(({ code }) => code.startsWith('harness'))
}

function judge(bug) {
  const folder = join(RUNS, bug.name)
  const report = readReport(folder)
  return { ...bug, report, ...checkClaim(bug.claim, report, readAccount(folder)) }
}
