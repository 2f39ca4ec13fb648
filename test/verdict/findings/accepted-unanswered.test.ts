import { expect, test } from 'vitest'
import { findIn, idsIn, lost } from './support.ts'

test('new connections that were closed before a byte of an answer', () => {
  const [finding, ...more] = findIn({ attempts: [lost(5080, 2, { outcome: 'dropped' }), lost(5083, 3)] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'accepted-unanswered',
    title: '2 new connections accepted and closed without an answer',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '1 reset and 1 dropped in the restart, in restart 1 from 80 ms to 83 ms after its first step.',
  )
})

test('at another time no restart did it', () => {
  expect(idsIn({ attempts: [lost(2080, 2, { outcome: 'dropped' })] })).toEqual(['unexplained'])
})
