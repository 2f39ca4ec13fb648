import { expect, test } from 'vitest'
import { answered, findIn, idsIn } from './support.ts'

test('502, 503 and 504 around a restart come from a proxy', () => {
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
  expect(finding?.title).toBe('A proxy answered 1 request with UNAVAILABLE')
  expect(idsIn({ attempts: [answered(200, 5080, { code: 'INTERNAL' })] })).toEqual(['unexplained'])
})

test('another status, or another time, is not explained by it', () => {
  expect(idsIn({ attempts: [answered(500, 5080)] })).toEqual(['unexplained'])
  expect(idsIn({ attempts: [answered(502, 2000)] })).toEqual(['unexplained'])
})
