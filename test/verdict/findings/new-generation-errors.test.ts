import { expect, test } from 'vitest'
import { answered, findIn, idsIn } from './support.ts'

test('errors of the new generation that stop tell how long it took to be ready', () => {
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

test('errors of the old generation, or of nobody in particular, are not its', () => {
  expect(idsIn({ attempts: [answered(500, 5060, { generation: 'a' })] })).toEqual(['unexplained'])
  expect(idsIn({ attempts: [answered(503, 5060)] })).toEqual(['gateway-errors'])
})
