import { expect, test } from 'vitest'
import type { RunEvent } from '../../../src/model/event.ts'
import { findIn, idsIn, lost, pod, workload } from './support.ts'

/** The baseline begins; the restart begins at 5000. */
const BASELINE: RunEvent = { t: 2000, kind: 'phase', phase: 'baseline' }
const pods = [pod('1'), pod('2'), pod('3', { bornIn: 1, created: 5010, ready: 5100 })]

/** Requests that were sent then, and not answered for a while. */
function hung(...sent: number[]) {
  return sent.map((t) => lost(t + 3000, 3000, { outcome: 'timeout', phase: 'headers', bytesRead: 0 }))
}

test('requests that hung before the first restart as well are none of its', () => {
  const attempts = hung(2100, 3000, 4500, 5200, 5300)
  const [finding, ...more] = findIn({ attempts, pods, events: [BASELINE, workload()] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'earlier-timeouts',
    title: '5 requests timed out, as others had before any restart',
  })
  expect(finding?.evidence).toBe('3 were sent in the 3 s before the first restart, 2 in the 5 s after it began.')
})

test('two of them may be chance', () => {
  const found = idsIn({ attempts: hung(3000, 4500, 5200, 5300), pods, events: [BASELINE, workload()] })
  expect(found).not.toContain('earlier-timeouts')
})

test('many more of them since the restart are not explained by a few before', () => {
  const since = Array.from({ length: 100 }, (_, i) => 5110 + i)
  const found = idsIn({ attempts: hung(2100, 3000, 4500, ...since), pods, events: [BASELINE, workload()] })
  expect(found).not.toContain('earlier-timeouts')
  expect(found).toContain('ready-too-early')
})

test('what was on its way as the restart began may be its doing', () => {
  const attempts = hung(4990, 4995, 4998, 5200)
  expect(idsIn({ attempts, pods, events: [BASELINE, workload()] })).not.toContain('earlier-timeouts')
})

test('nor had it hung before, however long ago it was sent, where its traffic had not had one answer by then', () => {
  const attempts = hung(2100, 3000, 4500).map((one) => ({ ...one, traffic: 'slow' }))
  const found = findIn({ attempts, pods, events: [BASELINE, workload()] })
  expect(found.map(({ id }) => id)).not.toContain('earlier-timeouts')
  expect(new Set(found.flatMap(({ restarts }) => restarts))).toEqual(new Set([1]))
})
