import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countAttempts, countFailures } from '../../../src/model/outcome.ts'
import type { Report } from '../../../src/model/report.ts'
import { launchBrowser, openPage } from '../../support/browser.ts'
import { makeFolder, readReport, runCli, SCENARIOS } from '../../support/cli.ts'
import { describeWith } from '../../support/needs.ts'

/** A short run in which something is lost for certain. */
const SCENARIO = `name: stopped, <b>then</b> started
target:
  command: node ${join(SCENARIOS, 'broken/server.mjs')} \${port}
  url: http://127.0.0.1:\${port}
  ready: { path: /healthz, within: 10s }
  generation: { header: X-Generation }
traffic:
  http: { connections: 10, rate: 200/s, path: / }
  fresh: { rate: 50/s, path: / }
  slow: { connections: 3, path: '/slow?ms=500' }
  idle: { connections: 3, path: / }
restart:
  count: 2
  every: 2s
  steps:
    - stop: { signal: TERM, within: 10s }
    - start: true
    - wait: { generation: new, within: 10s }
timing: { warmup: 500ms, baseline: 1s, cooldown: 1s, grace: 3s }
sla: { availability: 99.99%, drain: 10s }
`

/** The cells of a table, row by row, by the name of its frame. */
async function rowsOf(page: Page, name: string): Promise<string[][]> {
  const rows = page.locator(`[aria-label="${name}"] tbody tr`)
  return rows.evaluateAll((list) => list.map((row) => [...row.children].map((cell) => cell.textContent)))
}

async function titlesOf(page: Page, name: string): Promise<string[]> {
  return page.locator(`[aria-label="${name}"] thead th`).allTextContents()
}

/** `12,345` → 12345. */
function read(text = ''): number {
  return Number(text.replaceAll(',', ''))
}

describeWith(['chromium'], 'the report of a real run, in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  test('shows what report.json says, with a script and without', async () => {
    const folder = makeFolder()
    writeFileSync(join(folder, 'scenario.yaml'), SCENARIO)
    const out = join(folder, 'run')
    const { stdout } = await runCli(['run', join(folder, 'scenario.yaml'), '--out', out])
    expect(stdout.slice(stdout.indexOf('\nReports\n')).split('\n')[2]?.trim()).toBe(join(out, 'report.html'))
    const report = readReport(out)
    expect(report.failures.length).toBeGreaterThan(0)
    for (const javaScriptEnabled of [true, false]) {
      const { page, complaints } = await openPage(browser, join(out, 'report.html'), { javaScriptEnabled })
      await checkHead(page, report)
      await checkTraffic(page, report)
      await checkRestarts(page, report)
      await checkFailures(page, report)
      await checkTimeline(page, report)
      await checkEvidence(page, report)
      expect(complaints).toEqual([])
      await page.context().close()
    }
  })
})

async function checkHead(page: Page, { verdict, scenario, outcomes, restarts, guarantees, lifelineEndsTotal }: Report) {
  expect(await page.locator('h1 .word').textContent()).toBe(verdict.status.toUpperCase())
  expect(await page.locator('h1 .name').textContent()).toBe(scenario.name)
  expect(await page.locator('.why ul li').count()).toBe(verdict.reasons.length)
  const figures = await page
    .locator('.figures > div')
    .evaluateAll((list) => list.map((one) => [one.querySelector('dt').textContent, one.querySelector('b').textContent]))
  expect(figures).toEqual(
    expect.arrayContaining([
      ['Requests', countAttempts(outcomes).toLocaleString('en-US')],
      ['Failed', countFailures(outcomes).toLocaleString('en-US')],
      ['Restarts', String(restarts.length)],
      ['Lifelines broken', String(lifelineEndsTotal)],
    ]),
  )
  const states = await page.locator('.state b').allTextContents()
  expect(states).toEqual(guarantees.map(({ status }) => status.replace('-', ' ')))
}

async function checkTraffic(page: Page, { traffic }: Report) {
  const name = 'Outcomes by traffic'
  const [titles, rows] = [await titlesOf(page, name), await rowsOf(page, name)]
  expect(rows).toHaveLength(traffic.length + 1)
  traffic.forEach(({ name: title, attempts, outcomes, availability }, i) => {
    const cells = Object.fromEntries(titles.map((column, at) => [column, rows[i]?.[at] ?? '']))
    expect(cells['traffic']).toBe(title)
    expect(read(cells['attempts'])).toBe(attempts)
    for (const [outcome, count] of Object.entries(outcomes)) {
      // An outcome without a column never occurred.
      expect(cells[outcome] === undefined ? 0 : read(cells[outcome])).toBe(count)
    }
    const shown = Number(cells['succeeded']?.replace('%', '')) / 100
    expect(shown).toBeLessThanOrEqual(availability ?? 0)
    expect(shown).toBeGreaterThan((availability ?? 0) - 0.0001)
  })
}

async function checkRestarts(page: Page, { restarts, baseline }: Report) {
  const rows = await rowsOf(page, 'Restarts one by one')
  expect(rows.map((row) => [row[0], read(row[6]), read(row[7])])).toEqual([
    ['before', baseline.attempts, countFailures(baseline.outcomes)],
    ...restarts.map(({ index, attempts, outcomes }) => [String(index), attempts, countFailures(outcomes)]),
  ])
  for (const { index, outcomes } of restarts) {
    const paths = page.locator(`#restart-${index} .attempts .dot`)
    const marks = await paths.evaluateAll((list) => list.map((path) => path.getAttribute('d').split('h0').length - 1))
    expect(marks.reduce((sum, count) => sum + count, 0)).toBe(countFailures(outcomes))
  }
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? 'never' : `${(ms / 1000).toFixed(4)} s`
}

async function checkFailures(page: Page, { failures }: Report) {
  const rows = await rowsOf(page, 'Failed requests one by one')
  expect(rows).toHaveLength(failures.length)
  failures.forEach(({ end, traffic, outcome, phase, due, sent }, i) => {
    expect(rows[i]?.slice(0, 2)).toEqual([seconds(end), traffic])
    expect(rows[i]?.slice(3, 5)).toEqual([outcome, phase])
    expect(rows[i]?.slice(7, 9)).toEqual([seconds(due), seconds(sent)])
  })
}

async function checkTimeline(page: Page, { timeline }: Report) {
  const [titles, rows] = [await titlesOf(page, 'Timeline'), await rowsOf(page, 'Timeline')]
  const outcomes = titles.filter((title) => title === 'ok' || timeline.buckets.some((slot) => title in slot.outcomes))
  for (const outcome of outcomes) {
    const shown = rows.reduce((sum, row) => sum + read(row[titles.indexOf(outcome)]), 0)
    const slots = timeline.buckets.map((slot) => Object.entries(slot.outcomes).find(([name]) => name === outcome)?.[1])
    expect(shown).toBe(slots.reduce((sum: number, count = 0) => sum + count, 0))
  }
  const rowsOfOutcomes = await page.locator('#over-time .failures .label b').count()
  const seen = new Set(timeline.buckets.flatMap((slot) => Object.keys(slot.outcomes)))
  // All but `ok`, which has an area.
  expect(rowsOfOutcomes).toBe(seen.size - 1)
}

async function checkEvidence(page: Page, { processes, listeners, lifelines, environment, run }: Report) {
  expect((await rowsOf(page, 'Processes')).map(([pid]) => Number(pid))).toEqual(processes.map(({ pid }) => pid))
  expect(await rowsOf(page, 'Listening sockets')).toHaveLength(listeners.length)
  const kinds = await rowsOf(page, 'Long-lived connections by kind')
  expect(kinds.map((row) => [row[0], read(row[1])])).toEqual(lifelines.map(({ kind, opened }) => [kind, opened]))
  const facts = await page.locator('.environment dd').allTextContents()
  expect(facts).toEqual(expect.arrayContaining([environment.node, environment.os, run.id]))
  expect(await page.locator('pre code').textContent()).toBe(SCENARIO)
}
