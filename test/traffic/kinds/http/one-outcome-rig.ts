import type { Attempt } from '../../../../src/model/attempt.ts'
import { createProbe } from '../../../../src/traffic/index.ts'
import type { RawResponse } from '../../../fixtures/raw-responses.ts'
import { CUTS, type Cut, pathOf, type RawServer, startRawServer } from '../../../fixtures/raw-server.ts'
import { contextFor, requestTo } from '../../../net/client-context.ts'
import { createMemoryRecorder } from '../../memory-recorder.ts'
import { request, startRun, until } from './rig.ts'

export const CLIENTS = ['load', 'keepalive'] as const
export type ClientKind = (typeof CLIENTS)[number]

/** What became of the attempts at one path, such as `ok, kept` or `truncated in body FIN`; several where they differ. */
export type Verdicts = Record<string, string>

const CONNECTIONS = 30
/** So often each response is asked for. The last time does not show whether its connection would have been used again. */
const TIMES = 2

/** Has all responses, cut in every way, given to one kind of client. */
export async function giveTo(
  client: ClientKind,
  responses: readonly RawResponse[],
  timeoutMs: number,
  cuts: readonly Cut[] = CUTS,
): Promise<Verdicts> {
  const server = await startRawServer(responses)
  const paths = responses.flatMap((_, index) => cuts.map((cut) => pathOf(index, cut)))
  const methods = responses.flatMap(({ method = 'GET' }) => cuts.map(() => method))
  const asks = paths.map((path, i) => ({ path, method: methods[i] ?? 'GET' }))
  const enough = () => paths.every((path) => (server.asked()[path]?.times ?? 0) >= TIMES)
  const attempts = await ASK[client](server, asks, { enough, timeoutMs })
  server.close()
  return Object.fromEntries(paths.map((path) => [path, describe(path, server, attempts)]))
}

interface Until {
  enough: () => boolean
  timeoutMs: number
}

type Ask = (server: RawServer, asks: { path: string; method: string }[], until: Until) => Promise<Attempt[]>

const ASK: Record<ClientKind, Ask> = {
  async load({ url }, asks, { enough, timeoutMs }) {
    const requests = asks.map((ask) => request(ask))
    const run = await startRun({ url, connections: CONNECTIONS, timeoutMs, requests })
    await until(enough, 'every response to be asked for', 50_000)
    return (await run.stop()).attempts
  },
  async keepalive({ url }, asks, { enough, timeoutMs }) {
    const context = await contextFor(url)
    const recorder = createMemoryRecorder()
    const requests = asks.map(({ path, method }) => requestTo(path, { method }))
    const spec = { name: 'k', kind: 'keepalive', connections: CONNECTIONS, everyMs: 10, timeoutMs, requests } as const
    const probe = await createProbe({ ...context, spec, recorder, retrying: false, graceMs: 2_000 })
    probe.start(context.clock.now())
    await until(enough, 'every response to be asked for', 50_000)
    await probe.stop()
    return recorder.attempts
  },
}

function describe(path: string, server: RawServer, attempts: readonly Attempt[]): string {
  const { times = 0, reused = 0 } = server.asked()[path] ?? {}
  const failed = attempts.filter((attempt) => attempt.path === path)
  const kinds = new Set(failed.map(({ outcome, phase, code }) => `${outcome} in ${phase}${code ? ` ${code}` : ''}`))
  if (failed.length < times) kinds.add('ok')
  const complete = [...kinds].every((kind) => kind === 'ok' || kind.startsWith('status'))
  return (
    [...kinds].toSorted().join(' or ') + (complete ? `, ${reused > 0 ? 'kept' : 'left'}` : reused > 0 ? ', kept?' : '')
  )
}
