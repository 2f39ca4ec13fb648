import { expect, test } from 'vitest'
import { findIn } from './support.ts'

test('content that differs each time cannot be judged', () => {
  const event = { t: 3_000, kind: 'content-unsteady', traffic: 'download', path: '/clock', downloads: 3 } as const
  const [finding, ...more] = findIn({ events: [event] })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'content-unsteady',
    title: 'The content of /clock cannot be judged: it differs from one download to the next',
    evidence: 'Download: of the first 3 downloads of /clock no two were alike, all of them before any restart.',
    restarts: [],
  })
  expect(findIn({ events: [{ ...event, t: 6_000 }] })[0]?.evidence).not.toContain('before any restart')
})
