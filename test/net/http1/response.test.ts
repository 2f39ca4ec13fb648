import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { endResponse, readResponse } from '../../../src/net/http1/response.ts'
import { expectResponse } from '../../../src/net/http1/response-state.ts'
import { mutatedResponse } from '../../fixtures/mutated-responses.ts'
import { RAW_RESPONSES, type RawResponse } from '../../fixtures/raw-responses.ts'

interface Reading {
  heads: number[]
  body: string
  /** How it ended, if it did. */
  end: string | undefined
}

/** What a client makes of these pieces, and of a FIN after them if there is one. */
function read(pieces: readonly string[], { method = 'GET', fin }: { method?: string; fin: boolean }): Reading {
  const reading: Reading = { heads: [], body: '', end: undefined }
  const response = expectResponse(method)
  const listener = {
    onHead: (status: number) => void reading.heads.push(status),
    onBody: (part: Buffer) => void (reading.body += part.toString('latin1')),
    onComplete: ({ persists }: { persists: boolean }) =>
      void (reading.end = persists ? 'persists' : 'does not persist'),
  }
  for (const piece of pieces) {
    if (reading.end !== undefined) break
    const error = readResponse(response, Buffer.from(piece, 'latin1'), listener)
    if (error !== undefined) reading.end = error.code
  }
  if (fin && reading.end === undefined) endResponse(response, listener)
  return reading
}

function cutAt(bytes: string, places: readonly number[]): string[] {
  const sorted = [0, ...places.toSorted((a, b) => a - b), bytes.length]
  return sorted.slice(1).map((place, i) => bytes.slice(sorted[i], place))
}

const SHORT = RAW_RESPONSES.filter(({ bytes }) => bytes.length < 300)

describe('a response', () => {
  test.each(SHORT)(
    'is read the same wherever it is cut: $name',
    ({ bytes, surplus = '', method, ends }: RawResponse) => {
      const how = { ...(method !== undefined && { method }), fin: ends === 'fin' }
      const whole = read([bytes + surplus], how)
      for (let place = 1; place < bytes.length; place += 1)
        expect(read(cutAt(bytes + surplus, [place]), how)).toEqual(whole)
      expect(read((bytes + surplus).split(''), how)).toEqual(whole)
    },
  )

  test('is read the same wherever it is cut, also after something has happened to it', () => {
    const cuts = fc.array(fc.nat({ max: 200 }), { maxLength: 8 })
    const property = fc.property(mutatedResponse, cuts, fc.boolean(), (bytes, places, fin) => {
      const within = places.map((place) => Math.min(place, bytes.length))
      expect(read(cutAt(bytes, within), { fin })).toEqual(read([bytes], { fin }))
    })
    fc.assert(property, { numRuns: 5_000 })
  })

  test('is passed on in parts of its body, without the framing', () => {
    const bytes = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n1;x\r\n!\r\n0\r\nX: y\r\n\r\n'
    expect(read(bytes.split(''), { fin: false })).toEqual({ heads: [200], body: 'ok!', end: 'persists' })
  })

  test('says what it expected, and what it found', () => {
    const error = readResponse(expectResponse('GET'), Buffer.from('SSH-2.0\r\n'), {
      onHead() {},
      onBody() {},
      onComplete() {},
    })
    expect(error).toMatchObject({ code: 'HPE_INVALID_CONSTANT', message: 'expected an HTTP response, got "SSH-2.0"' })
  })

  test('is over with the head of a 101 where that was asked for, and the rest is another protocol', () => {
    const bytes = 'HTTP/1.1 101 Switching\nUpgrade: x\nContent-Length: 5\n\n'
    for (const method of ['GET', 'HEAD']) {
      const heard: unknown[] = []
      const error = readResponse(expectResponse(method, true), Buffer.from(`${bytes}\0rest`), {
        onHead: (status, fields) => heard.push(status, fields),
        onBody: (part) => heard.push(part),
        onComplete: (ending) => heard.push({ ...ending, surplus: ending.surplus?.toString() }),
      })
      expect(error).toBeUndefined()
      const fields = ['Upgrade', 'x', 'Content-Length', '5']
      expect(heard).toEqual([101, fields, { persists: false, surplus: '\0rest' }])
    }
  })
})
