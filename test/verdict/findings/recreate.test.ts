import { expect, test } from 'vitest'
import { findIn, idsIn, lost, pod, refused, unmet, workload } from './support.ts'

const pods = [
  pod('1', { terminating: 5050 }),
  pod('2', { terminating: 5060 }),
  pod('3', { bornIn: 1, created: 5200, ready: 5350 }),
]
const attempts = [lost(5070, 9), refused(5100), unmet(5110), refused(5300)]

test('all old pods end before a new one is there', () => {
  const [finding, ...more] = findIn({ attempts, pods, events: [workload({ strategy: 'Recreate' })] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'recreate',
    title: 'No pod served for 300 ms: the strategy is Recreate',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '4 requests lost in the restart (2 refused, 1 reset and 1 timeout); in restart 1 the Service had no ready pod from 50 ms to 350 ms after the first step.',
  )
})

test('another strategy has another fault', () => {
  expect(idsIn({ attempts, pods, events: [workload()] })).not.toContain('recreate')
})
