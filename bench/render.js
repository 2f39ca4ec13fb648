// How long the reports of a long run take, and how large the page is: node bench/render.js [MINUTES] [REQUESTS] [FAILURES]
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  buildLedger,
  buildReport,
  buildTimeline,
  FORMATS,
  judge,
  readJournal,
  stepTraitsOf,
  traitsOf,
} from '../dist/parts.js'
import { writeLongRun } from './long-run.js'
import { median } from './measure.js'

const [minutes = 10, requests = 5_000_000, failures = 10_000] = process.argv.slice(2).map(Number)
const REPETITIONS = 5
const folder = mkdtempSync(join(tmpdir(), 'hitless-render-'))
try {
  const journal = join(folder, 'journal.ndjson')
  await writeLongRun(journal, { minutes, requests, failures })
  const times = { read: [], judge: [], ...Object.fromEntries(FORMATS.map(({ file }) => [file, []])) }
  const sizes = {}
  for (let i = 0; i < REPETITIONS; i += 1) {
    const ledger = await time(times.read, () => buildLedger(readJournal(journal), traitsOf, stepTraitsOf))
    const report = await time(times.judge, () => buildReport(ledger, judge(ledger), buildTimeline(ledger)))
    for (const { file, render } of FORMATS) {
      sizes[file] = Buffer.byteLength(await time(times[file], () => render(report, ledger)))
    }
  }
  const size = (statSync(journal).size / 2 ** 20).toFixed(1)
  console.log(
    `${minutes} min, ${requests} requests, ${failures} of them failed; journal of ${size} MiB; medians of ${REPETITIONS}\n`,
  )
  console.log('| part | ms of processor | ms by the clock | MiB |\n| --- | ---: | ---: | ---: |')
  for (const [part, all] of Object.entries(times)) {
    const [processor, clock] = ['processor', 'clock'].map((name) => median(all.map((one) => one[name])).toFixed(0))
    const mib = sizes[part] === undefined ? '' : (sizes[part] / 2 ** 20).toFixed(2)
    console.log(`| ${part} | ${processor} | ${clock} | ${mib} |`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Of this process: a machine that is shared says nothing by its clock. */
async function time(into, work) {
  const [clock, processor] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(processor)
  into.push({ clock: performance.now() - clock, processor: (user + system) / 1000 })
  return result
}
