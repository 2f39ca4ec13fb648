import { describe, expect, test } from 'vitest'
import type { Entry } from '../../src/model/entry.ts'
import type { RunEvent } from '../../src/model/event.ts'
import type { TrafficSpec } from '../../src/model/scenario.ts'
import type { Certificate, RestartTls } from '../../src/model/tls.ts'
import { buildLedger, http, runEntry } from './support.ts'

const handshakes: TrafficSpec = {
  kind: 'tls',
  name: 'tls',
  rate: 20,
  requests: [],
  timeoutMs: 1_000,
}

const certificate = (name: string): Certificate => ({
  serial: `0${name}`,
  subject: `CN=${name}`,
  validTo: '2126-01-01T00:00:00.000Z',
  fingerprint256: `${name}:${name}`,
})

const seen = (t: number, name: string, traffic = 'tls'): RunEvent => ({
  t,
  kind: 'certificate-seen',
  traffic,
  ...certificate(name),
})

const counts = ([of, offered]: [number, number]) => ({ resumed: of, offered })

/** Of sessions since the last takeover so many were resumed, of so many offered; and of those from before its restart. One was given in between. */
function resumed(
  from: number,
  current: [number, number],
  carried: [number, number] = [0, 0],
  traffic = 'tls',
): RunEvent {
  const all = counts([current[0] + carried[0], current[1] + carried[1] + 1])
  return { t: from + 90, kind: 'resumption', traffic, from, ...all, current: counts(current), carried: counts(carried) }
}

/** Two restarts: at 10,000 with its takeover at 10,200, settled at 11,000, and at 20,000 likewise. */
const RESTARTS: RunEvent[] = [1, 2].flatMap((index): RunEvent[] => {
  const t = index * 10_000
  const generations = { old: [`${index}`], new: [`${index + 1}`] }
  return [
    { t, kind: 'restart-begun', index, old: [`${index}`] },
    { t: t + 200, kind: 'takeover', index, generation: `${index + 1}` },
    { t: t + 1_000, kind: 'restart-settled', index, observed: true, drained: true, ...generations },
  ]
})

async function account(events: RunEvent[], traffic: TrafficSpec[] = [handshakes]): Promise<(RestartTls | null)[]> {
  const entries = events.map((event): Entry => ({ entry: 'event', ...event }))
  const ledger = await buildLedger([runEntry({ traffic }), ...entries, { entry: 'end', t: 30_000, interrupted: false }])
  return ledger.restarts.map(({ tls }) => tls)
}

async function resumption(...events: RunEvent[]) {
  return (await account([...RESTARTS, ...events])).map((tls) => tls?.resumption)
}

async function certificates(...events: RunEvent[]) {
  return (await account([...RESTARTS, ...events])).map((tls) => tls?.certificates)
}

describe('resumption', () => {
  test('before each restart is that of its generation, after it that of older sessions since takeover', async () => {
    const sums = await resumption(
      resumed(3_000, [10, 10]),
      resumed(9_000, [8, 9]),
      // The old generation still answers.
      resumed(10_100, [0, 0], [1, 1]),
      resumed(10_200, [0, 0], [0, 2]),
      resumed(10_900, [3, 4], [0, 1]),
      resumed(11_000, [4, 6], [0, 2]),
      resumed(19_999, [7, 7]),
      resumed(20_300, [5, 6], [4, 5]),
    )
    expect(sums).toEqual([
      { before: { resumed: 18, offered: 19 }, after: { resumed: 0, offered: 5 } },
      { before: { resumed: 14, offered: 17 }, after: { resumed: 4, offered: 5 } },
    ])
  })

  test('without a takeover counts from the beginning of the restart', async () => {
    const events = RESTARTS.filter(({ kind }) => kind !== 'takeover')
    const sums = await account([...events, resumed(10_100, [0, 0], [1, 1]), resumed(10_200, [0, 0], [0, 2])])
    expect(sums[0]?.resumption.after).toEqual({ resumed: 1, offered: 3 })
  })

  test('of several traffics is one sum', async () => {
    const sums = await resumption(resumed(3_000, [10, 10]), resumed(3_000, [0, 5], [0, 0], 'other'))
    expect(sums[0]?.before).toEqual({ resumed: 10, offered: 15 })
  })
})

describe('certificates', () => {
  test('that are others after a restart have changed, whatever was shown while it was under way', async () => {
    const [first, second] = await certificates(
      seen(500, 'a'),
      seen(10_500, 'b'),
      seen(11_100, 'b'),
      seen(12_000, 'b'),
      seen(21_000, 'b'),
    )
    expect(first).toEqual({ before: [certificate('a')], after: [certificate('b')], changed: true })
    expect(second).toEqual({ before: [certificate('b')], after: [certificate('b')], changed: false })
  })

  test('of which one is still shown beside the new one have changed', async () => {
    const [first] = await certificates(seen(500, 'a'), seen(11_100, 'b'), seen(11_200, 'a'))
    expect(first).toMatchObject({ after: [certificate('b'), certificate('a')], changed: true })
  })

  test('in another order are the same', async () => {
    const [first] = await certificates(
      seen(500, 'a'),
      seen(600, 'b', 'other'),
      seen(11_100, 'b', 'other'),
      seen(11_200, 'a'),
    )
    expect(first?.changed).toBe(false)
  })

  test('that were not seen between two restarts are those that were seen last', async () => {
    const [first, second] = await certificates(seen(500, 'a'), seen(10_500, 'b'), seen(20_900, 'a'), seen(21_500, 'a'))
    expect(first).toEqual({ before: [certificate('a')], after: [certificate('b')], changed: true })
    expect(second).toEqual({ before: [certificate('b')], after: [certificate('a')], changed: true })
  })

  test.each([
    ['before', [seen(11_500, 'b')]],
    ['after', [seen(500, 'a'), seen(10_100, 'b')]],
  ])('that nobody saw %s the restart are not known to have changed', async (_, events) => {
    const [first] = await certificates(...events)
    expect(first?.changed).toBeNull()
  })

  test('of a restart that never settled are those since its takeover', async () => {
    const events = RESTARTS.filter(({ kind }) => kind !== 'restart-settled').slice(0, 2)
    const [only] = await account([...events, seen(500, 'a'), seen(12_000, 'b')])
    expect(only?.certificates).toEqual({ before: [certificate('a')], after: [certificate('b')], changed: true })
  })
})

test('a run without TLS handshakes has no account of them', async () => {
  expect(await account(RESTARTS, [http])).toEqual([null, null])
})
