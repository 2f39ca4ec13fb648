import { expect, test } from 'vitest'
import { answers, traffic } from '../support.ts'
import { findIn, idsIn } from './support.ts'

test('everybody is sent to a login since the restart', () => {
  const totals = [
    traffic(
      'http',
      'http',
      { ok: 900 },
      { answers: [answers('200 text/html', 300), answers('302 to /login', 600, 1)] },
    ),
    traffic('fresh', 'fresh', { ok: 90 }, { answers: [answers('200 text/html', 30), answers('302 to /login', 60, 1)] }),
  ]
  const [finding, ...more] = findIn({ traffic: totals })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'answers-changed',
    title: '660 answers since restart 1 were other than before: 302 to /login',
    evidence:
      'Http: 600 of 600 answers since restart 1 were 302 to /login, none of 300 before; fresh: 60 of 60 answers since restart 1 were 302 to /login, none of 30 before.',
    restarts: [1],
    figures: { answers: 660 },
  })
})

const only = (name: string) => [
  traffic('http', 'http', { ok: 1 }, { answers: [answers('200', 300), answers(name, 40, 1)] }),
]

test('4xx have a finding of their own, and answers that stayed none', () => {
  expect(idsIn({ traffic: only('404') })).toEqual([])
  expect(idsIn({ traffic: only('200') })).toEqual([])
})
