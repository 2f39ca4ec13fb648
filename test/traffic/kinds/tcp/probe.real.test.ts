import { afterEach, describe, expect, test } from 'vitest'
import { countAttempts } from '../../../../src/model/outcome.ts'
import type { TcpTraffic } from '../../../../src/traffic/kinds/tcp/options.ts'
import { repeatPlans } from '../../../fixtures/long-lived-mischief.ts'
import { startTcpServer, type TcpServer } from '../../../fixtures/long-lived-tcp.ts'
import {
  CERTIFICATE,
  countEnds,
  expectTimesWithoutService,
  startProbe,
  sumMessages,
  until,
} from '../../long-lived/rig.ts'

const spec: TcpTraffic = { kind: 'tcp', name: 'tcp', connections: 10, everyMs: 20, requests: [], timeoutMs: 1_000 }

let server: TcpServer
afterEach(() => server.close())

describe.each([false, true])('raw connections, over TLS: %s', (tls) => {
  const options = tls ? { tls: CERTIFICATE } : {}

  test('agree with the count of a server that ends them and loses, doubles and swaps lines', async () => {
    const plans = repeatPlans(5, [
      { lose: [2, 3], double: [4], swap: [5], end: { at: 9, how: 'fin' } },
      { end: { at: 4, how: 'rst' } },
      { swap: [1, 3], lose: [6], end: { at: 8, how: 'silence' } },
      { end: { at: 1, how: 'fin' } },
    ])
    server = await startTcpServer(plans, options)
    const { probe, recorder } = await startProbe(spec, server.port, { tls })
    await until(() => recorder.lifelines.length >= plans.length)
    await probe.stop()
    const { tally } = server
    expect(tally.ends).toEqual({ fin: 10, rst: 5, silence: 5 })
    expect(countEnds(recorder)).toEqual({ 'cut FIN': 10, 'cut RST': 5, 'stalled silence': 5, kept: 10 })
    const { sent, received, lost, unanswered, duplicated, reordered } = sumMessages(recorder)
    expect({ unanswered, duplicated, reordered }).toEqual({
      unanswered: 0,
      duplicated: tally.duplicated,
      reordered: tally.reordered,
    })
    expect(lost).toBe(sent - received + duplicated)
    // What was on its way when a connection ended never reached the server, and an RST can overtake the echo before it.
    const unheard = sent - tally.messages
    const overtaken = lost - tally.lost - unheard
    expect(unheard).toBeLessThanOrEqual(plans.length)
    expect(overtaken).toBeGreaterThanOrEqual(0)
    expect(overtaken).toBeLessThanOrEqual(tally.ends['rst'] ?? 0)
    expect(recorder.begun).toBe(tally.connections)
    expect(recorder.outcomes.ok).toBe(tally.connections)
    expect(countAttempts(recorder.outcomes)).toBe(recorder.begun)
    expectTimesWithoutService(recorder)
  })

  test('are all kept by a healthy server', async () => {
    server = await startTcpServer([], options)
    const { probe, recorder } = await startProbe(spec, server.port, { tls })
    await until(() => server.tally.messages > 300)
    await probe.stop()
    expect(countEnds(recorder)).toEqual({ kept: 10 })
    expect(sumMessages(recorder)).toEqual({
      sent: server.tally.messages,
      received: server.tally.messages,
      lost: 0,
      unanswered: 0,
      duplicated: 0,
      reordered: 0,
    })
    expect(new Set(recorder.lifelines.map(({ id }) => id)).size).toBe(10)
    for (const { bytesWritten, bytesRead, messages } of recorder.lifelines) {
      const lines = Array.from({ length: messages?.sent ?? 0 }, (_, i) => `${i + 1}\n`)
      expect([bytesWritten, bytesRead]).toEqual([lines.join('').length, lines.join('').length])
    }
  })
})
