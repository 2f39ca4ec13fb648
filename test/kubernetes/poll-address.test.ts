import { expect, test } from 'vitest'
import { pollAddress } from '../../src/kubernetes/poll-address.ts'

test.each([
  ['http://127.0.0.1:30880', 'linux', '127.0.0.254'],
  ['https://127.0.0.1:30880/a', 'linux', '127.0.0.254'],
  ['http://127.0.0.1:30880', 'darwin', undefined],
  ['http://localhost:30880', 'linux', undefined],
  ['http://[::1]:30880', 'linux', undefined],
  ['http://192.0.2.1:30880', 'linux', undefined],
  ['https://127.example', 'linux', undefined],
] as const)('%s on %s is polled from %s', (url, platform, from) => {
  expect(pollAddress(url, platform)).toBe(from)
})
