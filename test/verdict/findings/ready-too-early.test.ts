import { expect, test } from 'vitest'
import { answered, findIn, idsIn, lost, pod, refused, workload } from './support.ts'

const pods = [pod('1'), pod('2'), pod('3', { bornIn: 1, created: 5010, ready: 5100 })]
const failed = (end: number, generation = 'b') => answered(503, end, { generation })

test('what a new pod answers badly or refuses just after it was routed to', () => {
  const attempts = [failed(5120), failed(5300), refused(5110)]
  const [finding, ...more] = findIn({ attempts, pods, events: [workload({ readinessProbe: false })] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'ready-too-early',
    title: '3 requests lost by new pods that were not ready yet',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '1 refused and 2 answered with 503 in the restart, in restart 1 until 197 ms after a new pod had been routed to; it has no readiness probe.',
  )
})

test('what it does not answer at all is lost too', () => {
  const attempts = [lost(5390, 250, { outcome: 'timeout', phase: 'headers' })]
  expect(idsIn({ attempts, pods, events: [workload()] })).toEqual(['ready-too-early'])
})

test('what the old generation answers, or what was sent before, is none of its', () => {
  expect(idsIn({ attempts: [failed(5300, 'a')], pods, events: [workload()] })).not.toContain('ready-too-early')
  expect(idsIn({ attempts: [refused(4990)], pods, events: [workload()] })).not.toContain('ready-too-early')
})
