import { expect, test } from 'vitest'
import { describeWith } from '../support/needs.ts'
import { ends, lost, runScenario } from './run-scenario.ts'

describeWith(['nginx'], 'nginx', () => {
  test.each(['reload', 'upgrade', 'rollback'])('%s loses nothing that a retry would not hide', async (name) => {
    const report = await runScenario(`nginx/${name}.yaml`)
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'fresh')).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
    for (const kind of ['sse', 'websocket']) expect(ends(report, kind)).toMatchObject({ cut: 0, stalled: 0 })
  })

  test('keeps every WebSocket and event stream through reloads, and the old workers with them', async () => {
    const report = await runScenario('nginx/reload-long-lived.yaml', { drained: false })
    for (const kind of ['websocket', 'sse']) {
      expect(ends(report, kind)).toEqual({ opened: 10, kept: 10, graceful: 0, cut: 0, stalled: 0 })
    }
    expect(report.lifelines.map(({ messages }) => messages.lost)).toEqual([0, 0])
    expect(report.restarts.map(({ lifelines }) => lifelines.kept)).toEqual([20, 20])
    expect(lost(report, 'slow')).toBe(0)
  })

  test('refuses a configuration that does not parse, serves on, and is not taken to have restarted', async () => {
    const report = await runScenario('nginx/bad-configuration.yaml', { observed: false, drained: false })
    expect(report.sla.failures).toBe(0)
    expect(report.events).toContainEqual(
      expect.objectContaining({ kind: 'target-complained', lines: [expect.stringContaining('[emerg]')] }),
    )
  })

  test('cuts what is open half a second after each reload, where a shutdown timeout says so', async () => {
    const report = await runScenario('broken/nginx-shutdown-timeout.yaml')
    const cut = ['websocket', 'sse'].map((kind) => ends(report, kind)?.cut ?? 0)
    for (const count of cut) expect(count).toBeGreaterThan(0)
    expect(report.lifelineEndsTotal).toBe(cut.reduce((sum, count) => sum + count, 0))
    const begun = new Map(report.restarts.map((restart) => [restart.index, restart.begun]))
    for (const { kind, sign, restart, closed, withoutServiceMs } of report.lifelineEnds) {
      // A message of ours that crosses the FIN of the server is answered with an RST: on the wire it is both.
      expect(kind === 'websocket' ? ['FIN', 'RST'] : ['FIN']).toContain(sign)
      expect(closed - (begun.get(restart ?? 0) ?? Number.NaN)).toBeGreaterThanOrEqual(500)
      expect(withoutServiceMs).toBeGreaterThan(0)
    }
    expect(lost(report, 'slow')).toBeGreaterThan(0)
  })

  test('lets every HTTP/2 connection go with a GOAWAY, and finishes what it had accepted', async () => {
    const report = await runScenario('nginx/http2-reload.yaml')
    expect(report.sla.failures).toBe(0)
    expect(lost(report, 'slow')).toBe(0)
    const opened = ends(report, 'http2')?.opened ?? 0
    expect(opened).toBeGreaterThanOrEqual(5 * (report.restarts.length + 1))
    expect(ends(report, 'http2')).toEqual({ opened, kept: 5, graceful: opened - 5, cut: 0, stalled: 0 })
  })

  test('shows a new certificate after each reload, and resumes no session from before it', async () => {
    // A session is offered again from two seconds on.
    const report = await runScenario('nginx/tls-reload.yaml', {
      edit: (scenario) => scenario.setIn(['timing', 'baseline'], '4s'),
    })
    expect(report.sla.failures).toBe(0)
    const subjects = report.restarts.map(({ tls }) =>
      [tls?.certificates.before, tls?.certificates.after].map((shown) => shown?.map(({ subject }) => subject)),
    )
    expect(subjects).toEqual([
      [['CN=first'], ['CN=second']],
      [['CN=second'], ['CN=first']],
    ])
    expect(report.restarts.map(({ tls }) => tls?.certificates.changed)).toEqual([true, true])
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
