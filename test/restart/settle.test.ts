import { expect, test } from 'vitest'
import { describeSettled } from '../../src/restart/settle.ts'
import { fakeGenerations } from './support.ts'

function settled(seen: { takeover?: number; oldGone?: number }, goesBySilence: boolean) {
  const generations = fakeGenerations({ goesBySilence: () => goesBySilence })
  return describeSettled(seen, { begun: 0, drainMs: 1000, failed: undefined, dead: false, generations })
}

test('an old generation that only its silence would show to be gone is said to be one', () => {
  expect(settled({ takeover: 900 }, true)).toMatchObject({ observed: true, drained: false, bySilence: true })
  expect(settled({ takeover: 900 }, false)).not.toHaveProperty('bySilence')
})

test('it is not, where there was no takeover to be silent after, or where it was gone', () => {
  expect(settled({}, true)).not.toHaveProperty('bySilence')
  expect(settled({ takeover: 900, oldGone: 950 }, true)).toEqual({ observed: true, drained: true })
  expect(settled({ takeover: 900, oldGone: 1200 }, true)).not.toHaveProperty('bySilence')
})
