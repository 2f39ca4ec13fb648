import { afterEach, describe, expect, test } from 'vitest'
import { noOutcomes } from '../../../../src/model/outcome.ts'
import { type FaultyServer, startFaultyServer } from '../../../fixtures/faulty-server.ts'
import { countBy, fixture, startRun, until } from './rig.ts'

const ca = fixture('faulty-ca.pem')
const loopback = fixture('faulty-loopback.pem')
const named = fixture('faulty-named.pem')

let server: FaultyServer
afterEach(() => server.close())

async function serve(pem: string): Promise<void> {
  server = await startFaultyServer({ tls: { key: pem, cert: pem } })
}

describe('TLS', () => {
  test.each([
    ['an authority of its own', loopback, { ca }],
    ['a name of its own', named, { ca, servername: 'named.test' }],
    ['verification switched off', named, { insecure: true }],
  ])('answers are ok with %s', async (_, pem, tls) => {
    await serve(pem)
    const run = await startRun({ url: server.url, connections: 4, tls })
    await until(() => server.requests() >= 1_000, '1,000 requests')
    const tally = await run.stop()
    expect(tally.attempts).toEqual([])
    expect(tally.outcomes.ok).toBe(server.requests())
  })

  test.each([
    ['of an unknown authority', loopback, {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['for another name', named, { ca }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('a certificate %s makes attempts invalid in phase tls, and none is sent', async (_, pem, tls, code) => {
    await serve(pem)
    const run = await startRun({ url: server.url, connections: 2, tls })
    await until(() => run.tally.attempts.length >= 4, '4 attempts')
    const tally = await run.stop()
    expect(countBy(tally.attempts, ({ outcome, phase, code: got }) => `${outcome} in ${phase}: ${got}`)).toEqual({
      [`invalid in tls: ${code}`]: tally.begun,
    })
    expect(server.requests()).toBe(0)
  })

  test.each([
    ['fin', 'dropped'],
    ['rst', 'reset'],
    ['fin-in-body', 'truncated'],
    ['rst-in-body', 'truncated'],
    ['eof-body', 'ok'],
    ['close-announced', 'ok'],
  ] as const)('%s is %s, as without it', async (fault, outcome) => {
    server = await startFaultyServer({ tls: { key: loopback, cert: loopback }, faults: [fault], every: 50 })
    const run = await startRun({ url: server.url, connections: 5, tls: { ca } })
    await until(() => server.requests() >= 1_000, '1,000 requests')
    const tally = await run.stop()
    const faults = server.counts()[fault]
    const others = server.requests() - faults
    const expected = outcome === 'ok' ? { ok: faults + others } : { ok: others, [outcome]: faults }
    expect(tally.outcomes).toEqual({ ...noOutcomes(), ...expected })
  })
})
