import { expect, test } from 'vitest'
import { hashBlocks } from '../../../../src/traffic/kinds/download/body-blocks.ts'
import { createDoubts } from '../../../../src/traffic/kinds/download/doubts.ts'

function setUp() {
  const told: string[] = []
  let now = 0
  const doubts = createDoubts(() => (now += 1), {
    unsteady: (path, downloads) => told.push(`${path} unsteady after ${downloads}`),
    changed: (path, t) => told.push(`${path} changed at ${t}`),
  })
  const judge = (text: string) => {
    const body = hashBlocks()
    body.take(Buffer.from(text))
    return doubts.judge('/a', body.finish())
  }
  return { told, doubts, judge }
}

test('where no two downloads are alike nothing is wrong with any of them, and it is reported once', async () => {
  const { told, judge } = setUp()
  expect(judge('1')).toBeUndefined()
  const second = judge('2')
  expect([judge('3'), judge('4'), judge('4')]).toEqual([undefined, undefined, undefined])
  expect(await second).toBeUndefined()
  expect(told).toEqual(['/a unsteady after 3'])
})

test('a body that comes again is another version, also beside the first one', async () => {
  const { told, judge } = setUp()
  expect([judge('old'), judge('old')]).toEqual([undefined, undefined])
  const doubt = judge('new')
  expect([judge('old'), judge('new'), judge('new')]).toEqual([undefined, undefined, undefined])
  expect(await doubt).toBeUndefined()
  expect(told).toEqual(['/a changed at 2'])
})

test('a body that never comes again was damaged', async () => {
  const { told, doubts, judge } = setUp()
  expect([judge('old'), judge('old')]).toEqual([undefined, undefined])
  const damaged = [judge('o'), judge('olx')]
  expect(judge('old')).toBeUndefined()
  doubts.end()
  // oxlint-disable-next-line typescript/await-thenable -- some are known at once
  expect(await Promise.all(damaged)).toEqual([
    expect.stringMatching(/^expected 3 bytes as in the first .* found 1$/),
    expect.stringMatching(/^bytes 0 to 2 of the body differ/),
  ])
  expect(judge('xxx')).toMatch(/^bytes 0 to 2/)
  expect(told).toEqual([])
})

test('no more than a few are remembered: the oldest were damaged', async () => {
  const { judge } = setUp()
  expect([judge('old'), judge('old')]).toEqual([undefined, undefined])
  const [first] = Array.from({ length: 9 }, (_, i) => judge(`${i}`))
  expect(await first).toMatch(/^expected 3 bytes/)
})
