import { expect, test } from 'vitest'
import { lifeline } from '../support.ts'
import { findIn, idsIn } from './support.ts'

test('long-lived connections that ended without a word', () => {
  const lifelines = [
    lifeline({ kind: 'websocket', end: 'cut', closed: 5100, sign: 'FIN', withoutServiceMs: 212 }),
    lifeline({ kind: 'sse', end: 'cut', closed: 5300, sign: 'RST' }),
    lifeline({ kind: 'sse', end: 'graceful', closed: 5300 }),
  ]
  const [finding, ...more] = findIn({ lifelines })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'lifelines-cut',
    title: '2 long-lived connections cut without notice',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '1 websocket and 1 sse connections in the restart, 1 by RST and 1 by FIN; downtime up to 212 ms.',
  )
})

test('before any restart no restart did it', () => {
  expect(idsIn({ lifelines: [lifeline({ end: 'cut', closed: 3000, restart: null })] })).toEqual(['unexplained'])
})
