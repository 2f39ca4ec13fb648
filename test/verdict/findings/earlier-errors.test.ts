import { expect, test } from 'vitest'
import type { RunEvent } from '../../../src/model/event.ts'
import { answered, findIn, idsIn, lost } from './support.ts'

/** The baseline begins; the restart begins at 5000. */
const events: RunEvent[] = [{ t: 2000, kind: 'phase', phase: 'baseline' }]
const before = [2100, 3000, 4500].map((t) => answered(500, t, { generation: 'a' }))
const since = [5300, 6000, 7000, 8000].map((t) => answered(500, t, { generation: 'b' }))

test('errors that came as often before the first restart are not the fault of the new generation', () => {
  const [finding, ...more] = findIn({ events, attempts: [...before, ...since] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'earlier-errors', title: '7 requests failed, as others had before any restart' })
  expect(finding?.evidence).toBe(
    '7 answered with 500; 3 were sent in the 3 s before the first restart, 4 in the 5 s after it began.',
  )
})

test('another status, or many more of them, is', () => {
  const others = since.map((one) => ({ ...one, status: 503 }))
  expect(idsIn({ events, attempts: [...before, ...others] })).toContain('new-generation-errors')
  const many = Array.from({ length: 50 }, (_, i) => answered(500, 5100 + i, { generation: 'b' }))
  expect(idsIn({ events, attempts: [...before, ...many] })).toContain('new-generation-errors')
})

test('bodies that always fail their check, and streams that a limit of the server refuses, are such', () => {
  const at = [2100, 3000, 4500, 5300, 6000]
  const invalid = at.map((t) => lost(t, 3, { outcome: 'invalid', phase: 'body', status: 200, bytesRead: 9 }))
  const refused = at.map((t) => lost(t, 3, { outcome: 'reset', code: 'REFUSED_STREAM' }))
  expect(idsIn({ events, attempts: invalid })).toEqual(['earlier-errors'])
  expect(idsIn({ events, attempts: refused })).toEqual(['earlier-errors'])
})
