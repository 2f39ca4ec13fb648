import { expect, test } from 'vitest'
import { findIn, idsIn, lost } from './support.ts'

test('requests that were being answered, cut without a sign of why', () => {
  const attempts = [lost(5080, 1900, { outcome: 'truncated', bytesRead: 9 }), lost(5101, 120, { outcome: 'dropped' })]
  const [finding, ...more] = findIn({ attempts })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'cut-in-flight',
    title: '2 requests cut while they were being answered',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '1 dropped and 1 truncated in the restart, in restart 1 from 80 ms to 101 ms after its first step; they had been in flight for up to 1.9 s.',
  )
})

test('at another time no restart did it', () => {
  expect(idsIn({ attempts: [lost(2080, 900, { outcome: 'truncated', bytesRead: 9 })] })).toEqual(['unexplained'])
})
