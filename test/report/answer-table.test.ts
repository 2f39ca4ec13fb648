import { expect, test } from 'vitest'
import type { AnswerReport, Report } from '../../src/model/report.ts'
import { answerCells, listAnswers } from '../../src/report/answer-table.ts'

const answer = (facts: Partial<AnswerReport>): AnswerReport => ({
  status: 200,
  redirect: null,
  contentType: 'text/html',
  empty: false,
  ok: true,
  generation: null,
  since: null,
  count: 1,
  ...facts,
})

function rows(...answers: AnswerReport[]) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test needs only a part of it
  const traffic = [{ name: 'http', answers }] as unknown as Report['traffic']
  return listAnswers({ traffic }).map((row) => answerCells(row))
}

test('answers before and since the restarts, and who gave them', () => {
  const login = { status: 302, redirect: '/login', contentType: null }
  const found = rows(
    answer({ generation: 'a', count: 1_200 }),
    ...['b', 'c', 'd', 'e'].map((generation, i) => answer({ ...login, generation, since: i + 1, count: 300 })),
    answer({ empty: true, since: 1 }),
  )
  expect(found).toEqual([
    ['http', '200 text/html', '1,200', '1,200', '0', 'a'],
    ['http', '302 to /login', '1,200', '0', '1,200', 'b, c, d and 1 more'],
    ['http', '200 text/html, empty', '1', '0', '1', 'not known'],
  ])
})

test('where all is as it should be nothing is shown, and redirects alone are', () => {
  expect(rows(answer({ count: 5 }), answer({ since: 1 }))).toEqual([])
  expect(rows()).toEqual([])
  expect(rows(answer({ status: 302, contentType: null, count: 9 }))).toEqual([
    ['http', '302', '9', '9', '0', 'not known'],
  ])
})

const call = (facts: Partial<AnswerReport>) => answer({ contentType: null, ...facts })

test('calls of gRPC have the status of gRPC', () => {
  expect(rows(call({ grpcStatus: 'OK', count: 9 }))).toEqual([])
  expect(
    rows(call({ grpcStatus: 'OK', count: 9 }), call({ grpcStatus: 'UNAVAILABLE', ok: false, since: 1, count: 2 })),
  ).toEqual([
    ['http', 'OK', '9', '9', '0', 'not known'],
    ['http', 'UNAVAILABLE', '2', '0', '2', 'not known'],
  ])
})
