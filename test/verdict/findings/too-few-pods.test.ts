import { expect, test } from 'vitest'
import { answered, findIn, idsIn, lost, pod, workload } from './support.ts'

const pods = [pod('1', { terminating: 5010 }), pod('2'), pod('3', { bornIn: 1, created: 5020, ready: 5390 })]
const overloaded = [answered(503, 5200, { generation: 'a' }), lost(5380, 300, { outcome: 'timeout', phase: 'headers' })]
const events = [workload({ maxUnavailable: '50%', maxSurge: '0' })]

test('those that are left cannot serve everybody', () => {
  const [finding, ...more] = findIn({ attempts: overloaded, pods, events })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'too-few-pods',
    title: '2 requests lost while too few pods served: maxUnavailable is too high for the load',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '1 timeout and 1 answered with 503 in the restart; in restart 1 fewer than 2 pods were routed to for 380 ms, at the least 1 (maxUnavailable 50%, maxSurge 0).',
  )
})

test('where new pods alone fail, they are not ready', () => {
  const attempts = [answered(503, 5395, { generation: 'b' })]
  expect(idsIn({ attempts, pods, events })).toEqual(['ready-too-early'])
})

test('as many as before are enough', () => {
  const surging = [pod('1'), pod('2'), pod('3', { bornIn: 1, created: 5020, ready: 5390 })]
  expect(idsIn({ attempts: overloaded, pods: surging, events })).not.toContain('too-few-pods')
})
