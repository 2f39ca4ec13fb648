import { expect, test } from 'vitest'
import { findIn, idsIn, lost, onReused, pod, refused, unmet, workload } from './support.ts'

const ending = pod('1', { terminating: 5100, routed: [{ from: 0, to: 5105 }] })
/** Somebody is always routed to. */
const stays = pod('9')
const attempts = [lost(5120, 15), onReused(5121, 8), refused(5160), unmet(5200), unmet(5850)]

test('what is cut as a pod ends, refused and unmet until the nodes route elsewhere', () => {
  const [finding, ...more] = findIn({ attempts, pods: [ending, stays], events: [workload()] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'pod-not-drained',
    title: '5 requests lost in pods that ended while they were still routed to',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '1 refused, 2 reset and 2 timeout in the restart, in restart 1 until 750 ms after a pod began to terminate; it has no preStop hook.',
  )
})

test('counts from the last pod that was asked to end before it', () => {
  const later = pod('2', { terminating: 5700 })
  const [finding] = findIn({
    attempts: [refused(5740)],
    pods: [later, ending, stays],
    events: [workload({ preStop: true })],
  })
  expect(finding?.evidence).toContain(
    'until 40 ms after a pod began to terminate; it has a preStop hook, which is too short',
  )
})

test('what was lost before a pod was asked to end, or long after, has another cause', () => {
  expect(idsIn({ attempts: [refused(4980)], pods: [ending, stays], events: [workload()] })).not.toContain(
    'pod-not-drained',
  )
  const early = pod('1', { terminating: 5001, routed: [{ from: 0, to: 5001 }] })
  const last = { ...ending, terminating: 5390, routed: [{ from: 0, to: 5390 }] }
  expect(idsIn({ attempts: [lost(5200, 9)], pods: [last, stays], events: [workload()] })).not.toContain(
    'pod-not-drained',
  )
  expect(idsIn({ attempts: [unmet(8100)], pods: [early, stays], events: [workload()] })).not.toContain(
    'pod-not-drained',
  )
})

test('the end of a new pod is not that of the old generation', () => {
  expect(idsIn({ attempts, pods: [{ ...ending, bornIn: 1 }, stays], events: [workload()] })).not.toContain(
    'pod-not-drained',
  )
})

test('what is refused while no pod is routed to went to no pod', () => {
  const one = workload({ replicas: 1, maxUnavailable: '1', maxSurge: '0' })
  expect(idsIn({ attempts: [refused(5160)], pods: [ending], events: [one] })).toEqual(['too-few-pods'])
  expect(idsIn({ attempts: [lost(5160, 9)], pods: [ending], events: [one] })).toEqual(['pod-not-drained'])
})
