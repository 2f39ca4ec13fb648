import { expect, test } from 'vitest'
import { nameAnswers, PLACES_KEPT } from '../../src/ledger/answer-names.ts'
import { sumAnswers } from '../../src/ledger/answers.ts'
import { countClientErrors, nameAnswer, parseAnswer } from '../../src/model/answer.ts'
import type { BucketEntry } from '../../src/model/entry.ts'

test.each([
  [{ status: 200, about: 'Text/HTML; charset=utf-8' }, '200 text/html', { status: 200, contentType: 'text/html' }],
  [{ status: 200, empty: true }, '200, empty', { status: 200, empty: true }],
  [{ status: 201, about: 'a/b', empty: true }, '201 a/b, empty', { status: 201, contentType: 'a/b', empty: true }],
  [{ status: 204, empty: true }, '204', { status: 204 }],
  [{ status: 302, about: '/login?next=/cart#a' }, '302 to /login', { status: 302, redirect: '/login' }],
  [
    { status: 308, about: 'https://sso.example/auth?state=1' },
    '308 to https://sso.example/auth',
    { status: 308, redirect: 'https://sso.example/auth' },
  ],
  [{ status: 303, empty: true }, '303', { status: 303 }],
  [{ status: 304, about: 'x', empty: true }, '304', { status: 304 }],
  [{ status: 404, about: 'x', empty: true }, '404', { status: 404 }],
  [{ grpcStatus: 'UNAVAILABLE' as const }, 'UNAVAILABLE', { status: 200, grpcStatus: 'UNAVAILABLE' }],
])('%j is named %s', (answer, name, facts) => {
  expect(nameAnswer(answer)).toBe(name)
  expect(parseAnswer(name)).toEqual(facts)
})

test('calls of gRPC that ended with another status are another answer', () => {
  const names = nameAnswers()
  expect([names.see({ grpcStatus: 'OK' }, 0), names.see({ grpcStatus: 'NOT_FOUND' }, 0)]).toEqual([0, 1])
})

test('answers and who gave them are numbered in order of appearance', () => {
  const names = nameAnswers()
  const html = { status: 200, about: 'text/html' }
  expect([
    names.see(html, 0),
    names.see(html, 0),
    names.see(html, 1),
    names.see({ status: 404 }, 1),
    names.see(html, 0),
  ]).toEqual([0, 0, 1, 2, 0])
  expect(names.pairs).toEqual([
    { generation: 0, name: '200 text/html' },
    { generation: 1, name: '200 text/html' },
    { generation: 1, name: '404' },
  ])
})

test('redirects that lead to a place for each request are one answer past a limit', () => {
  const names = nameAnswers()
  for (let i = 0; i < 100; i += 1) names.see({ status: 302, about: `/item/${i}` }, -1)
  expect(names.pairs).toHaveLength(PLACES_KEPT + 1)
  expect(names.pairs.at(-1)?.name).toBe('302')
})

const slot = (t: number, answers: BucketEntry['answers']): BucketEntry => ({
  entry: 'bucket',
  traffic: 'http',
  t,
  warmup: false,
  outcomes: {},
  retryable: 0,
  ...(answers && { answers }),
})

test('answers are added up by restart, generation and what they were', () => {
  const restarts = [{ index: 1, begun: { t: 1_050 } }]
  const failed = {
    traffic: 'http',
    outcome: 'status',
    phase: 'body',
    due: 0,
    end: 1_100,
    warmup: false,
    retryable: false,
  } as const
  const counts = sumAnswers(
    [
      slot(800, { a: { '200': 5 } }),
      slot(900, { a: { '200': 2 } }),
      slot(1_000, { a: { '200': 1 }, '': { '404': 3 } }),
    ],
    [
      { ...failed, status: 503, generation: 'b' },
      { ...failed, outcome: 'reset' },
      { ...failed, grpcStatus: 'UNAVAILABLE' },
    ],
    restarts,
  )
  expect(counts).toEqual([
    { since: null, ok: true, generation: 'a', name: '200', count: 7 },
    { since: 1, ok: true, generation: 'a', name: '200', count: 1 },
    { since: 1, ok: true, generation: null, name: '404', count: 3 },
    { since: 1, ok: false, generation: 'b', name: '503', count: 1 },
    { since: 1, ok: false, generation: null, name: 'UNAVAILABLE', count: 1 },
  ])
})

test('errors of the client, of a journal with answers or of an older one', () => {
  expect(countClientErrors(slot(0, { a: { '404': 2, '200': 1 }, b: { '404': 1, '401': 1 } }))).toEqual({
    404: 3,
    401: 1,
  })
  expect(countClientErrors({ ...slot(0, undefined), clientErrors: { 404: 9 } })).toEqual({ 404: 9 })
  expect(countClientErrors(slot(0, undefined))).toEqual({})
})
