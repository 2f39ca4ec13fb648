import { describe, expect, test } from 'vitest'
import type { AnswerCount } from '../../src/model/ledger.ts'
import type { RequestSpec } from '../../src/model/scenario.ts'
import { findAnswerChanges } from '../../src/verdict/answers.ts'
import { answers, ledgerWith, soundScenario, traffic } from './support.ts'

const ANY = { status: [{ from: 100, to: 499 }] }

function changes(counts: AnswerCount[], request: Partial<RequestSpec> = {}) {
  const sound = soundScenario()
  const one: RequestSpec = { method: 'GET', path: '/', headers: {}, weight: 1, expect: ANY, ...request }
  const scenario = { ...sound, traffic: sound.traffic.map((spec) => ({ ...spec, requests: [one] })) }
  const totals = [traffic('http', 'http', { ok: 1 }, { answers: counts })]
  return findAnswerChanges(ledgerWith({ scenario, traffic: totals })).map(
    ({ name, what, since, count, among, before }) =>
      `${what}: ${name} since ${since}: ${count} of ${among}, ${before} before`,
  )
}

test.each([
  ['a status', '200 text/html', '204', 'status: 204 since 1: 40 of 40, 300 before'],
  ['a redirect', '302 to /home', '302 to /login', 'redirect: 302 to /login since 1: 40 of 40, 300 before'],
  [
    'a type',
    '200 text/html',
    '200 application/json',
    'content type: 200 application/json since 1: 40 of 40, 300 before',
  ],
  ['no type', '200 text/html', '200', 'content type: 200 since 1: 40 of 40, 300 before'],
  [
    'an empty body',
    '200 text/html',
    '200 text/html, empty',
    'empty body: 200 text/html, empty since 1: 40 of 40, 300 before',
  ],
  ['an error of the client', '200 text/html', '404', 'status: 404 since 1: 40 of 40, 300 before'],
])('%s that changed with a restart', (_, before, since, change) => {
  expect(changes([answers(before, 300), answers(since, 40, 1)])).toEqual([change])
})

test('it is reported for the restart that it began with, and counted to the end', () => {
  const counts = [
    answers('200', 300),
    answers('200', 50, 1),
    answers('302 to /login', 50, 2),
    answers('302 to /login', 50, 3),
  ]
  expect(changes(counts)).toEqual(['status: 302 to /login since 2: 100 of 100, 350 before'])
})

const rare = (before: number) => changes([answers('200', before), answers('200', 990, 1), answers('404', 10, 1)])

test('a rare answer is no change where it would hardly have come before', () => {
  expect(rare(298)).toEqual([])
  expect(rare(299)).toEqual(['status: 404 since 1: 10 of 1000, 299 before'])
})

describe('no change', () => {
  test.each<[string, AnswerCount[], Partial<RequestSpec>?]>([
    ['what came before too', [answers('200', 300), answers('302 to /a', 1), answers('302 to /a', 40, 1)]],
    ['nothing before', [answers('302 to /a', 40, 1)]],
    [
      'a status that is expected',
      [answers('200', 300), answers('302 to /a', 40, 1)],
      { expect: { status: [{ from: 300, to: 399 }] } },
    ],
    [
      'a type where the body is checked',
      [answers('200', 300), answers('200 text/html', 40, 1)],
      { expect: { ...ANY, body: { contains: 'a' } } },
    ],
    [
      'a conditional request',
      [answers('304', 300), answers('200 text/html', 40, 1)],
      { headers: { 'if-none-match': '"a"' } },
    ],
    ['a place for each request', [answers('302 to /1', 20), answers('302', 300), answers('302 to /2', 40, 1)]],
    ['a bad answer', [answers('200', 300), { ...answers('503', 40, 1), ok: false }]],
  ])('%s', (_, counts, request) => {
    expect(changes(counts, request)).toEqual([])
  })
})
