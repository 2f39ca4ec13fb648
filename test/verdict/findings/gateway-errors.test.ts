import { expect, test } from 'vitest'
import { answered, findIn, hold, idsIn, life } from './support.ts'

test('502 and 504 around a restart come from a proxy', () => {
  const attempts = [answered(502, 5080), answered(502, 5100), answered(504, 5300)]
  const [finding, ...more] = findIn({ attempts })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'gateway-errors',
    title: 'A proxy answered 3 requests with 502 and 504',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '2 answered with 502 and 1 answered with 504 in the restart, in restart 1 from 80 ms to 300 ms after its first step.',
  )
})

test('gRPC says UNAVAILABLE', () => {
  const [finding] = findIn({ attempts: [answered(200, 5080, { code: 'UNAVAILABLE' })] })
  expect(finding?.title).toBe('1 request answered with UNAVAILABLE by the server itself, or by a proxy in front')
  expect(idsIn({ attempts: [answered(200, 5080, { code: 'INTERNAL' })] })).toEqual(['unexplained'])
})

test('another status, or another time, is not explained by it', () => {
  expect(idsIn({ attempts: [answered(500, 5080)] })).toEqual(['unexplained'])
  expect(idsIn({ attempts: [answered(502, 2000)] })).toEqual(['unexplained'])
})

test('503 alone comes from a proxy only where the port stayed in the same hands while others came and went', () => {
  const facts = { attempts: [answered(503, 5080)], listeners: [hold(7, 0)] }
  const titleOf = (born: number | null) =>
    findIn({ ...facts, processes: [life(7), life(8, { ended: 5050 }), life(9, { bornIn: born })] })[0]?.title
  expect(titleOf(1)).toBe('A proxy answered 1 request with 503')
  expect(titleOf(null)).toBe('1 request answered with 503 by the server itself, or by a proxy in front')
})

test('500 too comes from a proxy there: programs that are one of their own say so where they got no answer', () => {
  const facts = { attempts: [answered(500, 5080)], listeners: [hold(7, 0)] }
  const behind = [life(7), life(8, { ended: 5050 })]
  expect(findIn({ ...facts, processes: [...behind, life(9, { bornIn: 1 })] })).toMatchObject([
    { id: 'gateway-errors', title: 'A proxy answered 1 request with 500' },
  ])
  expect(idsIn({ ...facts, processes: [...behind, life(9)] })).toEqual(['unexplained'])
})
