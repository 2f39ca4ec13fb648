import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countAttempts } from '../../src/model/outcome.ts'
import type { LifelineReport, Report } from '../../src/model/report.ts'
import { describeWith } from '../support/needs.ts'
import { leftoversOf, makeFolder, oddFilesOf, readReport, runCli, SCENARIOS } from './support.ts'

/** Runs a scenario of the library as a user does, and checks what must hold of every run. */
async function runScenario(file: string, { drained = true } = {}): Promise<Report> {
  const folder = makeFolder()
  const { code } = await runCli(['run', join(SCENARIOS, file), '--out', folder])
  const report = readReport(folder)
  expect(report.verdict).toMatchObject({ status: report.verdict.expected, exitCode: 0 })
  expect(code).toBe(0)
  expect(countAttempts(report.outcomes)).toBe(report.traffic.reduce((sum, { attempts }) => sum + attempts, 0))
  expect(report.outcomes.local).toBe(0)
  expect(report.restarts.map((restart) => [restart.observed, restart.drained])).toEqual(
    Array.from({ length: 3 }, () => [true, drained]),
  )
  expect(await leftoversOf(folder)).toEqual([])
  expect(await oddFilesOf(folder)).toEqual([])
  return report
}

function lost(report: Report, traffic: string): number {
  const outcomes = report.traffic.find(({ name }) => name === traffic)?.outcomes
  return outcomes === undefined ? Number.NaN : outcomes.refused + outcomes.reset + outcomes.dropped + outcomes.truncated
}

/** How the lifelines of one kind ended. */
function ends(report: Report, kind: string): Partial<LifelineReport> | undefined {
  const sum = report.lifelines.find((lifelines) => lifelines.kind === kind)
  return sum && { opened: sum.opened, kept: sum.kept, graceful: sum.graceful, cut: sum.cut, stalled: sum.stalled }
}

test('a Node cluster restarted worker by worker loses nothing, and says goodbye to those who would stay', async () => {
  const report = await runScenario('node/rolling-restart.yaml')
  expect(report.sla.failures).toBe(0)
  for (const kind of ['sse', 'websocket']) {
    expect(ends(report, kind)).toMatchObject({ kept: 10, cut: 0, stalled: 0 })
    // Each restart ends all of them, and some twice: those which came to the other old worker.
    expect(ends(report, kind)?.graceful).toBeGreaterThanOrEqual(30)
  }
  for (const kind of ['download', 'upload']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
  expect(ends(report, 'http2')).toMatchObject({ kept: 3, cut: 0, stalled: 0 })
  expect(ends(report, 'http2')?.graceful).toBeGreaterThanOrEqual(9)
  // TCP has no way to say goodbye.
  expect(ends(report, 'tcp')).toMatchObject({ kept: 5, graceful: 0, stalled: 0 })
  expect(ends(report, 'tcp')?.cut).toBeGreaterThanOrEqual(15)
  for (const { tls } of report.restarts) {
    expect(tls?.resumption.after.resumed).toBe(tls?.resumption.after.offered)
    expect(tls?.certificates.changed).toBe(false)
  }
  expect(report.lifelines.find(({ kind }) => kind === 'sse')?.messages).toMatchObject({ lost: 0, duplicated: 0 })
})

test('gRPC servers in a Node cluster lose no call that may be made again, and end no stream without notice', async () => {
  const report = await runScenario('grpc/rolling-restart.yaml')
  expect(report.sla.failures).toBe(0)
  expect(ends(report, 'grpc')).toMatchObject({ kept: 30, cut: 0, stalled: 0 })
  // Each restart ends all of them, and some twice: those which came to the other old worker.
  expect(ends(report, 'grpc')?.graceful).toBeGreaterThanOrEqual(90)
  expect(report.lifelines[0]?.messages).toMatchObject({ lost: 0, duplicated: 0, reordered: 0 })
  expect(report.lifelines[0]?.messages.received).toBeGreaterThan(1_000)
})

test('a Node server stopped and started refuses and cuts requests', async () => {
  const report = await runScenario('broken/node-stop-start.yaml')
  expect(report.outcomes.refused).toBeGreaterThan(0)
  expect(lost(report, 'slow')).toBeGreaterThan(0)
  expect(report.guarantees.find(({ id }) => id === 'no-refusals')?.status).toBe('broken')
})

describeWith(['nginx'], 'nginx', () => {
  test.each(['reload', 'upgrade', 'rollback'])('%s loses nothing that a retry would not hide', async (name) => {
    const report = await runScenario(`nginx/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'fresh')).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
  })

  test('keeps every WebSocket and event stream through reloads, and the old workers with them', async () => {
    const report = await runScenario('nginx/reload-long-lived.yaml', { drained: false })
    for (const kind of ['websocket', 'sse']) {
      expect(ends(report, kind)).toEqual({ opened: 10, kept: 10, graceful: 0, cut: 0, stalled: 0 })
    }
    expect(report.lifelines.map(({ messages }) => messages.lost)).toEqual([0, 0])
    expect(report.restarts.map(({ lifelines }) => lifelines.kept)).toEqual([20, 20, 20])
    expect(lost(report, 'slow')).toBe(0)
  })

  test('cuts them all a second after each reload, where a shutdown timeout says so', async () => {
    const report = await runScenario('broken/nginx-shutdown-timeout.yaml')
    for (const kind of ['websocket', 'sse']) {
      expect(ends(report, kind)).toEqual({ opened: 40, kept: 10, graceful: 0, cut: 30, stalled: 0 })
    }
    expect(report.restarts.map(({ lifelines }) => lifelines)).toEqual(
      Array.from({ length: 3 }, () => ({ kept: 0, graceful: 0, cut: 20, stalled: 0 })),
    )
    expect(report.lifelineEndsTotal).toBe(60)
    const begun = new Map(report.restarts.map((restart) => [restart.index, restart.begun]))
    for (const { kind, sign, restart, closed, withoutServiceMs } of report.lifelineEnds) {
      // A message of ours that crosses the FIN of the server is answered with an RST: on the wire it is both.
      expect(kind === 'websocket' ? ['FIN', 'RST'] : ['FIN']).toContain(sign)
      expect(closed - (begun.get(restart ?? 0) ?? Number.NaN)).toBeGreaterThanOrEqual(1_000)
      expect(withoutServiceMs).toBeGreaterThan(0)
    }
    expect(lost(report, 'slow')).toBeGreaterThan(0)
    expect(report.guarantees.filter(({ status }) => status === 'broken').map(({ id }) => id)).toContain(
      'connections-kept',
    )
  })

  test('lets every HTTP/2 connection go with a GOAWAY, and finishes what it had accepted', async () => {
    const report = await runScenario('nginx/http2-reload.yaml')
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
    const opened = ends(report, 'http2')?.opened ?? 0
    expect(opened).toBeGreaterThanOrEqual(20)
    expect(ends(report, 'http2')).toEqual({ opened, kept: 5, graceful: opened - 5, cut: 0, stalled: 0 })
  })

  test('shows a new certificate after each reload, and resumes no session from before it', async () => {
    const report = await runScenario('nginx/tls-reload.yaml')
    expect(report.sla.failures).toBe(0)
    const subjects = report.restarts.map(({ tls }) =>
      [tls?.certificates.before, tls?.certificates.after].map((shown) => shown?.map(({ subject }) => subject)),
    )
    expect(subjects).toEqual([
      [['CN=first'], ['CN=second']],
      [['CN=second'], ['CN=first']],
      [['CN=first'], ['CN=second']],
    ])
    expect(report.restarts.map(({ tls }) => tls?.certificates.changed)).toEqual([true, true, true])
    const { before, after } = report.restarts[0]?.tls?.resumption ?? {}
    expect(before?.offered).toBeGreaterThan(0)
    expect(before?.resumed).toBe(before?.offered)
    expect(after?.offered).toBeGreaterThan(0)
    // An old worker may still answer a little while after takeover.
    expect(after?.resumed).toBeLessThan((after?.offered ?? 0) / 2)
  })

  test('stopped and started refuses connections and cuts what is in flight', async () => {
    const report = await runScenario('broken/nginx-stop-start.yaml')
    expect(lost(report, 'slow')).toBeGreaterThan(0)
    expect(report.outcomes.refused + report.outcomes.reset).toBeGreaterThan(0)
    expect(report.guarantees.find(({ id }) => id === 'no-losses')?.status).toBe('broken')
  })
})

describeWith(['haproxy'], 'HAProxy', () => {
  test.each(['master-worker', 'socket-transfer'])('%s loses nothing that a retry would not hide', async (name) => {
    const report = await runScenario(`haproxy/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'fresh')).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
  })

  test('cuts what is in flight, where the old process is told to end at once', async () => {
    const report = await runScenario('broken/haproxy-hard-stop.yaml')
    expect(report.outcomes.refused).toBe(0)
    expect(lost(report, 'slow')).toBeGreaterThan(0)
  })
})
