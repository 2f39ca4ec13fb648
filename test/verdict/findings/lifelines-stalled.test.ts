import { expect, test } from 'vitest'
import { lifeline } from '../support.ts'
import { findIn } from './support.ts'

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
