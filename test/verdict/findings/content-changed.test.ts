import { expect, test } from 'vitest'
import { findIn } from './support.ts'

test('content that changed with a restart is of that restart, and before any of none', () => {
  const event = { t: 6_000, kind: 'content-changed', traffic: 'download', path: '/gen' } as const
  expect(findIn({ events: [event] })).toMatchObject([
    {
      id: 'content-changed',
      title: 'The content of /gen changed with restart 1',
      evidence: 'Download: the content of /gen changed since restart 1, and came at least twice.',
      restarts: [1],
    },
  ])
  expect(findIn({ events: [{ ...event, t: 3_000 }] })).toMatchObject([
    { title: 'The content of /gen changed', restarts: [] },
  ])
})
