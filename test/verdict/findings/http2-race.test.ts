import { expect, test } from 'vitest'
import { findIn, idsIn, onReused } from './support.ts'

test('streams that the server has not processed may be sent again', () => {
  const attempts = [onReused(5101, 3, { code: 'REFUSED_STREAM' }), onReused(5102, 3, { code: 'GOAWAY_UNPROCESSED' })]
  const [finding, ...more] = findIn({ attempts })
  expect(more).toEqual([])
  expect(finding).toMatchObject({
    id: 'http2-race',
    title: '2 HTTP/2 requests crossed with the end of their connection',
    restarts: [1],
  })
  expect(finding?.evidence).toBe(
    '2 requests (REFUSED_STREAM, GOAWAY_UNPROCESSED) in the restart; a client that retries as RFC 9110 allows would have hidden 2 of them.',
  )
})

test('a stream that was cut is another matter', () => {
  expect(idsIn({ attempts: [onReused(5101, 300, { code: 'CANCEL', outcome: 'truncated', bytesRead: 3 })] })).toEqual([
    'cut-in-flight',
  ])
})
