import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { patternOf } from '../../src/calibrate/server/transfers/pattern.ts'
import { countAttempts } from '../../src/model/outcome.ts'
import type { KnownTraffic } from '../../src/traffic/index.ts'
import { requestTo } from '../net/client-context.ts'
import { downloads, ends, startProbe, until, uploads } from './transfer/rig.ts'

const pem = (name: string) => readFileSync(new URL(`../fixtures/faulty-${name}.pem`, import.meta.url), 'utf8')
const BODY = patternOf(50_000)

let server: Server
let url: string
let requests = 0
beforeAll(async () => {
  server = createServer({ key: pem('loopback'), cert: pem('loopback'), keepAliveTimeout: 0 }, (request, response) => {
    requests += 1
    let bytes = 0
    request.on('data', (chunk: Buffer) => (bytes += chunk.length))
    request.on('end', () => response.end(request.method === 'GET' ? BODY : String(bytes)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  url = `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const base = { requests: [requestTo('/')], timeoutMs: 5_000 }
const KINDS: [KnownTraffic, lines: boolean][] = [
  [{ kind: 'fresh', name: 'fresh', rate: 100, sources: [], ...base }, false],
  [{ kind: 'keepalive', name: 'keepalive', connections: 3, everyMs: 10, ...base }, false],
  [{ kind: 'idle', name: 'idle', connections: 3, ...base }, true],
  [{ kind: 'slow', name: 'slow', connections: 3, ...base }, false],
  [downloads({ connections: 3, timeoutMs: 5_000 }), true],
  [uploads({ connections: 3, timeoutMs: 5_000 }), true],
]

test.each(KINDS.map(([spec, lines]) => [spec.kind, spec, lines] as const))(
  '%s works over https',
  async (_, spec, lines) => {
    const before = requests
    const { recorder, probe } = await startProbe(url, spec, { tls: { ca: pem('ca') } })
    await until(() => recorder.outcomes.ok >= 3)
    await probe.stop()
    expect(recorder.attempts).toEqual([])
    expect(recorder.outcomes.ok).toBe(requests - before)
    expect(countAttempts(recorder.outcomes)).toBe(recorder.begun)
    expect(Object.keys(ends(recorder))).toEqual(lines ? ['kept client'] : [])
  },
)

test.each(KINDS.map(([spec]) => [spec.kind, spec] as const))('%s does not trust anybody', async (_, spec) => {
  const before = requests
  const { recorder, probe } = await startProbe(url, spec)
  await until(() => recorder.outcomes.invalid >= 1)
  await probe.stop()
  expect(Object.keys(recorder.byCode())).toEqual(['invalid UNABLE_TO_VERIFY_LEAF_SIGNATURE'])
  expect(requests).toBe(before)
  expect(recorder.lifelines).toEqual([])
})
