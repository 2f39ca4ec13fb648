import { expect, test } from 'vitest'
import { answered, findIn, idsIn, life } from './support.ts'

test('errors of the new generation that stop show how long it took to be ready', () => {
  const attempts = [answered(500, 5060, { generation: 'b' }), answered(503, 5370, { generation: 'b' })]
  const [finding, ...more] = findIn({ attempts })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'new-generation-errors',
    title: 'The new generation answered with errors for its first 320 ms',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '2 requests (1 answered with 500 and 1 answered with 503) answered by a new generation in the restart, in restart 1 until 320 ms after its first answer.',
  )
})

test('errors to the very end do not pass with time', () => {
  const [finding] = findIn({ durationMs: 5500, attempts: [answered(500, 5060, { generation: 'b' })] })
  expect(finding?.title).toBe('The new generation answers with errors')
})

test('errors of the old generation, or of an unknown one, are not its', () => {
  expect(idsIn({ attempts: [answered(500, 5060, { generation: 'a' })] })).toEqual(['old-generation-errors'])
  expect(idsIn({ attempts: [answered(503, 5060)] })).toEqual(['gateway-errors'])
})

/** Workers beside each other on one socket: the old one lets go of it at 5200. */
const handedOver = {
  processes: [life(7, { ended: 5210 }), life(8, { bornIn: 1, started: 5010 })],
  listeners: [
    { inode: 11, pid: 7, from: 0, to: 5200 },
    { inode: 11, pid: 8, from: 5100 },
  ],
}
const onNew = (id: number, end: number) => answered(503, end, { connection: { id, reused: false } })
const again = (id: number, end: number) => answered(503, end, { connection: { id, reused: true } })

test('without labels new connections show it: after the old generation has let go of the port they reach the new one', () => {
  const attempts = [onNew(1, 5150), again(1, 5160), onNew(2, 5300), again(2, 5350)]
  const [finding, ...more] = findIn({ ...handedOver, attempts })
  expect(more).toEqual([])
  expect(finding).toMatchObject({ id: 'new-generation-errors', figures: { requests: 4, erringMs: 300 }, restarts: [1] })
})

test('errors that outlast the restart are still its own, unless they came before it too', () => {
  const late = onNew(3, 8000)
  expect(findIn({ ...handedOver, attempts: [onNew(2, 5300), late] })[0]).toMatchObject({ figures: { requests: 2 } })
  expect(idsIn({ ...handedOver, attempts: [onNew(1, 2000), onNew(2, 5300), late] })).toEqual([
    'new-generation-errors',
    'unexplained',
  ])
})
