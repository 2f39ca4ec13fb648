import { expect, test } from 'vitest'
import { lifeline } from '../support.ts'
import { findIn, idsIn, lost } from './support.ts'

test('long-lived connections that stay open and silent', () => {
  const [finding, ...more] = findIn({ lifelines: [lifeline({ kind: 'tcp', end: 'stalled', closed: 9000 })] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'lifelines-stalled',
    title: '1 long-lived connection left open and silent',
    evidence: '1 tcp connection stalled in the restart.',
    restarts: [1],
  })
})

test('a download that stopped in the middle is one of them, and not lost for an unknown reason beside', () => {
  const attempts = [lost(9000, 4100, { traffic: 'download', outcome: 'timeout', phase: 'body', bytesRead: 900 })]
  const lifelines = [lifeline({ kind: 'download', traffic: 'download', end: 'stalled', closed: 9000 })]
  expect(idsIn({ attempts, lifelines })).toEqual(['lifelines-stalled'])
  expect(idsIn({ attempts, lifelines: [lifeline({ kind: 'tcp', traffic: 'tcp', end: 'stalled' })] })).toContain(
    'unexplained',
  )
})
