import { expect, test } from 'vitest'
import { restart } from '../support.ts'
import { findIn, idsIn, lost, pod, workload } from './support.ts'

const killed = pod('1', {
  terminating: 5050,
  graceMs: 200,
  ends: [{ t: 5300, container: 'server', code: 137, reason: 'Error' }],
})
const cut = [lost(5260, 4000, { outcome: 'dropped' }), lost(5262, 900, { outcome: 'truncated', bytesRead: 5 })]

test('what was cut when a pod was killed at the end of its grace period', () => {
  const [finding, ...more] = findIn({ attempts: cut, pods: [killed], events: [workload({ graceMs: 200 })] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'grace-period',
    title: '2 requests cut by SIGKILL when terminationGracePeriodSeconds had passed',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '1 dropped and 1 truncated in the restart, in flight for up to 4 s; in restart 1 1 old pod ended with code 137 after a grace period of 200 ms, and ' +
      'these requests were cut from 210 ms to 212 ms after their pod was asked to end.',
  )
})

test('one that ended by itself, or for lack of memory, was not killed for its time', () => {
  const ends = killed.ends.map((end) => ({ ...end, code: 0 }))
  expect(idsIn({ attempts: cut, pods: [{ ...killed, ends }], events: [workload()] })).toEqual(['pod-not-drained'])
  const starved = killed.ends.map((end) => ({ ...end, reason: 'OOMKilled' }))
  expect(idsIn({ attempts: cut, pods: [{ ...killed, ends: starved }], events: [workload()] })).toEqual([
    'pod-not-drained',
  ])
})

test('one whose end the kubelet did not see was killed only where its time was up', () => {
  const unseen = [{ t: 7300, container: 'server', reason: 'ContainerStatusUnknown' }]
  const restarts = [restart({ settled: 7400 })]
  const attempts = [lost(7260, 4000, { outcome: 'dropped' })]
  const after = (graceMs: number) =>
    findIn({ attempts, restarts, pods: [{ ...killed, graceMs, ends: unseen }], events: [workload({ graceMs })] })
  const [finding] = after(2200)
  expect(finding?.id).toBe('grace-period')
  expect(finding?.evidence).toContain('1 old pod ended (0 with code 137, 1 unseen by the kubelet) after a grace period')
  expect(after(3000).map(({ id }) => id)).toEqual(['pod-not-drained'])
})

test('the time counts from when the pod was asked to end, however late in the restart that was, and its preStop hook is part of it', () => {
  const late = { ...killed, terminating: 7050, ends: killed.ends.map((end) => ({ ...end, t: 7300 })) }
  const attempts = [lost(7260, 4000, { outcome: 'dropped' })]
  const restarts = [restart({ settled: 7400 })]
  const [finding] = findIn({ attempts, restarts, pods: [late], events: [workload({ graceMs: 200, preStop: true })] })
  expect(finding).toMatchObject({ id: 'grace-period', figures: { limitMs: 200 } })
  expect(finding?.evidence).toContain(
    'cut 210 ms after their pod was asked to end, a time that its preStop hook is part of',
  )
})
