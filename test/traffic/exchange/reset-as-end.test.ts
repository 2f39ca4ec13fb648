import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { Connection } from '../../../src/net/connection.ts'
import { exchangeOn } from '../../../src/traffic/exchange/exchange.ts'
import { contextFor, requestTo } from '../../net/client-context.ts'

/** What libuv makes of some RSTs: data, then the end of the file, on a socket that has no peer any more. */
class EndingSocket extends Duplex {
  bytesWritten = 0
  readonly remoteAddress: string | undefined
  readonly #answer: string

  constructor(answer: string, remoteAddress: string | undefined) {
    super()
    this.#answer = answer
    this.remoteAddress = remoteAddress
  }

  override _read(): void {}

  override _write(_chunk: Buffer, _encoding: string, callback: () => void): void {
    callback()
    this.push(this.#answer)
    this.push(null)
  }

  destroySoon(): void {
    this.destroy()
  }
}

const HEAD = 'HTTP/1.1 200 OK\r\n'

describe('an end of file', () => {
  test.each([
    ['after a FIN completes a body that ends with it', `${HEAD}\r\nall`, '127.0.0.1', 'ok'],
    ['without a peer is an RST, which does not', `${HEAD}\r\nall?`, undefined, 'truncated ECONNRESET'],
    ['after a FIN truncates any other', `${HEAD}Content-Length: 9\r\n\r\nhalf`, '127.0.0.1', 'truncated FIN'],
    ['without a peer truncates it too', `${HEAD}Content-Length: 9\r\n\r\nhalf`, undefined, 'truncated ECONNRESET'],
    ['without a peer changes nothing about a complete one', `${HEAD}Content-Length: 2\r\n\r\nok`, undefined, 'ok'],
  ])('%s', async (_, answer, peer, expected) => {
    const context = await contextFor('http://127.0.0.1:1')
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all of a socket that is used here
    const connection = new Connection(new EndingSocket(answer, peer) as unknown as Socket, 0)
    const deadline = { due: context.clock.now(), timeoutMs: 2_000 }
    const { outcome, code } = await exchangeOn(context, connection, { ...deadline, request: requestTo('/') })
    expect([outcome, code].filter(Boolean).join(' ')).toBe(expected)
  })
})
