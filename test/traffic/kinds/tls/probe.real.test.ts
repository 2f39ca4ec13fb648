import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../../../src/linux/ports.ts'
import type { RunEvent } from '../../../../src/model/event.ts'
import { countAttempts } from '../../../../src/model/outcome.ts'
import type { TlsTraffic } from '../../../../src/traffic/kinds/tls/options.ts'
import { type HandshakeOptions, type HandshakeServer, startHandshakeServer } from '../../../fixtures/transfer-tls.ts'
import { requestTo } from '../../../net/client-context.ts'
import { type Rig, startProbe, until } from '../../transfer/rig.ts'

const pem = (name: string) => readFileSync(new URL(`../../../fixtures/faulty-${name}.pem`, import.meta.url), 'utf8')
const CA = pem('ca')

function handshakes(more: Partial<TlsTraffic> = {}): TlsTraffic {
  return { kind: 'tls', name: 'tls', rate: 50, requests: [requestTo('/')], timeoutMs: 1_000, ...more }
}

async function serve(options: Partial<HandshakeOptions> = {}): Promise<HandshakeServer> {
  const server = await startHandshakeServer({ cert: pem('loopback'), ...options })
  onTestFinished(() => server.close())
  return server
}

function eventsOf<Kind extends RunEvent['kind']>({ recorder }: Rig, kind: Kind) {
  return recorder.events.filter((event): event is Extract<RunEvent, { kind: Kind }> => event.kind === kind)
}

function resumption(rig: Rig): { offered: number; resumed: number } {
  const sum = { offered: 0, resumed: 0 }
  for (const { offered, resumed } of eventsOf(rig, 'resumption')) {
    sum.offered += offered
    sum.resumed += resumed
  }
  return sum
}

/** Of sessions that were given before the last restart. */
function carried(rig: Rig): { offered: number; resumed: number } {
  const sum = { offered: 0, resumed: 0 }
  for (const event of eventsOf(rig, 'resumption')) {
    sum.offered += event.carried.offered
    sum.resumed += event.carried.resumed
  }
  return sum
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('handshakes in %s', (maxVersion) => {
  test('are all good, and all that offer a session are resumed, by a server that keeps its keys', async () => {
    const server = await serve({ maxVersion })
    const rig = await startProbe(server.url, handshakes(), { tls: { ca: CA } })
    await until(() => server.resumed() >= 20)
    await rig.probe.stop()
    const { recorder } = rig
    expect(recorder.attempts).toEqual([])
    expect(recorder.outcomes.ok).toBe(server.full() + server.resumed())
    expect(resumption(rig)).toEqual({ offered: server.resumed(), resumed: server.resumed() })
    expect(server.errors(), 'closed without an RST').toEqual([])
  })
})

describe('handshakes', () => {
  test('show rotated keys as a fall in resumption, and a changed certificate at first sight', async () => {
    const server = await serve()
    const rig = await startProbe(server.url, handshakes(), { tls: { ca: CA, servername: 'localhost' } })
    await until(() => eventsOf(rig, 'resumption').length >= 1)
    const before = resumption(rig)
    expect(before.offered).toBeGreaterThan(0)
    expect(before.resumed).toBe(before.offered)
    rig.probe.restart?.('begun')
    server.rotateKeys()
    rig.probe.restart?.('takeover')
    await until(() => carried(rig).offered > 5)
    expect(carried(rig).resumed, 'but for one under way').toBeLessThanOrEqual(1)
    rig.probe.restart?.('settled')
    const sessions = carried(rig).offered
    await until(() => resumption(rig).resumed > before.resumed + 20)
    await rig.probe.stop()
    // At this rate about fifty sessions wait for their two seconds at a time; those from before the restart come to an end.
    expect(carried(rig).offered).toBeGreaterThanOrEqual(sessions)
    expect(carried(rig).resumed).toBeLessThanOrEqual(1)
    expect(resumption(rig).resumed).toBe(server.resumed())
    expect(rig.recorder.outcomes.ok).toBe(server.full() + server.resumed())
    const { serialNumber, validTo, fingerprint256 } = new X509Certificate(pem('loopback'))
    const sight = {
      t: expect.any(Number),
      kind: 'certificate-seen',
      traffic: 'tls',
      serial: serialNumber,
      subject: 'CN=loopback',
      validTo: new Date(validTo).toISOString(),
      fingerprint256,
    }
    // Once at first sight, once after the takeover, and once after the restart.
    expect(eventsOf(rig, 'certificate-seen')).toEqual([sight, sight, sight])
  })

  test('that meet a wrong certificate after a reload are invalid', async () => {
    const server = await serve()
    const rig = await startProbe(server.url, handshakes(), { tls: { ca: CA } })
    await until(() => rig.recorder.outcomes.ok >= 10)
    server.changeCertificate(pem('named'))
    await until(() => rig.recorder.outcomes.invalid >= 5)
    await rig.probe.stop()
    expect(rig.recorder.byCode()).toEqual({ 'invalid ERR_TLS_CERT_ALTNAME_INVALID': rig.recorder.outcomes.invalid })
    expect(rig.recorder.attempts[0]).toMatchObject({ method: 'TLS', path: `127.0.0.1:${server.port}`, phase: 'tls' })
  })

  test('see both certificates where both are good', async () => {
    const server = await serve()
    const rig = await startProbe(server.url, handshakes(), { tls: { insecure: true } })
    await until(() => rig.recorder.outcomes.ok >= 5)
    server.changeCertificate(pem('named'))
    await until(() => eventsOf(rig, 'certificate-seen').length === 2)
    await rig.probe.stop()
    expect(eventsOf(rig, 'certificate-seen').map(({ subject }) => subject)).toEqual(['CN=loopback', 'CN=named'])
    expect(rig.recorder.attempts).toEqual([])
  })

  test('that end otherwise agree with the server, way by way', async () => {
    const ways = [
      ['dropped FIN', (socket: Socket) => socket.end()],
      ['reset ECONNRESET', (socket: Socket) => socket.resetAndDestroy()],
      ['timeout', () => undefined],
      ['invalid', (socket: Socket) => socket.write('HTTP/1.1 400 No\r\n\r\n')],
    ] as const
    const done = new Map<string, number>()
    let connections = 0
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      const [name, way] = ways[connections++ % ways.length] ?? ways[0]
      socket.once('data', () => {
        done.set(name, (done.get(name) ?? 0) + 1)
        way(socket)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      server.close()
    })
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    // The url speaks plain HTTP; TLS is elsewhere.
    const spec = handshakes({ port, timeoutMs: 300, rate: 100 })
    const { recorder, probe } = await startProbe('http://127.0.0.1:1', spec)
    await until(() => recorder.begun >= 80)
    await probe.stop()
    const counts: Record<string, number> = {}
    for (const { outcome, phase, code = '' } of recorder.attempts) {
      expect(phase).toBe('tls')
      const name = outcome === 'invalid' ? outcome : `${outcome} ${code}`.trim()
      counts[name] = (counts[name] ?? 0) + 1
    }
    expect(counts).toEqual(Object.fromEntries(done))
    expect(countAttempts(recorder.outcomes)).toBe(recorder.begun)
    expect(connections).toBe(recorder.begun)
  })

  test('to a closed port are refused', async () => {
    const server = await startHandshakeServer({ cert: pem('loopback'), port: await freePort() })
    await server.close()
    const { recorder, probe } = await startProbe(server.url, handshakes(), { tls: { ca: CA } })
    await until(() => recorder.outcomes.refused >= 3)
    await probe.stop()
    expect(recorder.byCode()).toEqual({ 'refused ECONNREFUSED': recorder.begun })
  })
})
