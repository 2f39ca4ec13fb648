import { expect, test } from 'vitest'
import { bucket, soundScenario } from '../support.ts'
import { findIn, idsIn } from './support.ts'

const before = bucket('http', 3000, { ok: 60 })
const wrong = (t: number, clientErrors: Record<string, number>) => ({ ...bucket('http', t, { ok: 90 }), clientErrors })

test('answers of 4xx that came only with a restart', () => {
  const [finding, ...more] = findIn({ buckets: [before, wrong(5100, { 404: 1200 }), wrong(5300, { 403: 1, 404: 34 })] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'new-client-errors',
    title: '1,235 requests answered with 4xx since a restart, and none before',
    restarts: [1],
  })
  expect(finding?.evidence).toBe('1,234 with 404 and 1 with 403 in the restart, none among 60 answers before.')
})

test('answers of the warm-up are not counted, as nowhere else', () => {
  const [finding] = findIn({
    buckets: [{ ...bucket('http', 1000, { ok: 30 }), warmup: true }, before, wrong(5100, { 404: 12 })],
  })
  expect(finding?.figures).toMatchObject({ before: 0, since: 12, answers: 60 })
})

test.each([
  ['429', /it limits the rate of requests/],
  ['401', /what clients log in with/],
  ['404', /a route, a file or a permission is missing/],
])('what answers of %s alone say', (status, words) => {
  expect(findIn({ buckets: [before, wrong(5100, { [status]: 12 })] })[0]?.explanation).toMatch(words)
})

test('such answers before it, too few answers to know, or a scenario that asks for them', () => {
  expect(idsIn({ buckets: [wrong(3000, { 404: 1 }), before, wrong(5100, { 404: 12 })] })).toEqual([])
  expect(idsIn({ buckets: [bucket('http', 3000, { ok: 49 }), wrong(5100, { 404: 12 })] })).toEqual([])
  const request = { method: 'GET', path: '/', headers: {}, weight: 1, expect: { status: [{ from: 404, to: 404 }] } }
  const sound = soundScenario()
  const scenario = { ...sound, traffic: sound.traffic.map((spec) => ({ ...spec, requests: [request] })) }
  expect(idsIn({ scenario, buckets: [before, wrong(5100, { 404: 12 })] })).toEqual([])
})
