import { expect, test } from 'vitest'
import { attempt, lifeline } from '../support.ts'
import { answered, findIn, idsIn, lost } from './support.ts'

test('what no rule fits is reported with its numbers', () => {
  const attempts = [
    answered(500, 5100, { code: '500' }),
    lost(5200, 50, { outcome: 'invalid', phase: 'headers', code: 'HPE_INVALID_CONSTANT', bytesRead: 4 }),
    answered(500, 2000, { code: '500' }),
  ]
  const lifelines = [lifeline({ end: 'stalled', closed: 2000, restart: null })]
  const [finding, ...more] = findIn({ attempts, lifelines })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'unexplained',
    title: '3 requests and 1 long-lived connection lost for an unknown reason',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '1 invalid and 2 answered with 500 (2 in body and 1 in headers; 500 and HPE_INVALID_CONSTANT), 2 of them around a restart, 1 more; ' +
      '1 idle connection cut or stalled, none of them around a restart.',
  )
})

test('what ended well at the second try needs no explanation', () => {
  expect(
    idsIn({ attempts: [attempt({ outcome: 'ok', end: 2000, retried: { outcome: 'status', phase: 'body' } })] }),
  ).toEqual([])
})
