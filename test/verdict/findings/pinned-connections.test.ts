import { expect, test } from 'vitest'
import { lifeline } from '../support.ts'
import { findIn, idsIn, pod, workload } from './support.ts'

const ends = [{ t: 6300, container: 'server', code: 137, reason: 'Error' }]
const killed = pod('1', { terminating: 5100, graceMs: 1000, ends })
const websocket = lifeline({ kind: 'websocket', end: 'cut', closed: 6150 })

test('connections that stay with an old pod until it ends', () => {
  const [finding, ...more] = findIn({ lifelines: [websocket, websocket], pods: [killed], events: [workload()] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'pinned-connections',
    title: '2 long-lived connections pinned to old pods until these ended',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '2 websocket connections in the restart, cut up to 1.05 s after their pod began to terminate; in restart 1 1 old pod had to be killed (code 137).',
  )
})

test('those that are cut at once are not pinned, and those that outlive it are no matter of it', () => {
  const facts = { pods: [killed], events: [workload()] }
  expect(idsIn({ lifelines: [{ ...websocket, closed: 5200 }], ...facts })).toEqual(['lifelines-cut'])
  expect(idsIn({ lifelines: [{ ...websocket, closed: 9000 }], ...facts })).toEqual(['lifelines-cut'])
})
