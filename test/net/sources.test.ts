import { describe, expect, test } from 'vitest'
import { ANY_SOURCE, addressesForLongLived, addressesForRate, createSources } from '../../src/net/sources.ts'
import { openConnection } from '../../src/traffic/exchange/exchange.ts'
import { startTcpServer } from '../fixtures/long-lived-tcp.ts'
import { contextFor } from './client-context.ts'

const ports = { first: 40_000, last: 40_999 }
const lasts = (addresses: string[]) => addresses.map((address) => Number(address.split('.').at(-1)))

describe('source addresses', () => {
  test.runIf(process.platform === 'linux')('are as many as TIME_WAIT needs on loopback [needs Linux]', () => {
    expect(addressesForRate('127.0.0.1', 100, ports)).toEqual([2, 3, 4, 5, 6, 7].map((last) => `127.0.0.${last}`))
  })

  test.runIf(process.platform === 'linux')('are as many as held connections need on loopback [needs Linux]', () => {
    expect(lasts(addressesForLongLived('127.0.0.1', 10_000, '127.9.9'))).toEqual([2, 3, 4])
    expect(addressesForLongLived('127.0.0.1', 4_001, '127.9.9')).toEqual(['127.9.9.2', '127.9.9.3'])
    expect(addressesForLongLived('127.0.0.1', 4_000, '127.9.9')).toEqual([])
  })

  test.each([
    ['on IPv6', '::1', 100],
    ['for another machine', '192.0.2.7', 100],
    ['at rates for which one is enough', '127.0.0.1', 16],
  ])('are left to the system %s', (_, address, rate) => {
    expect(addressesForRate(address, rate, ports)).toEqual([])
    expect(addressesForLongLived(address, rate, '127.9.9')).toEqual([])
    expect(createSources([], ports, 3)).toBe(ANY_SOURCE)
  })
})

describe('sources', () => {
  test('are taken in turn, each address once before the next port', () => {
    const sources = createSources(['a', 'b', 'c'], ports, 998)
    const taken = Array.from({ length: 9 }, () => sources.take().source)
    expect(taken.map(({ localAddress }) => localAddress)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c'])
    expect(taken.map(({ localPort }) => localPort)).toEqual([
      ...Array<number>(3).fill(40_998),
      ...Array<number>(3).fill(40_999),
      ...Array<number>(3).fill(40_000),
    ])
  })

  test('that are held are passed over until they are given back', () => {
    const sources = createSources(['a'], { first: 1, last: 4 }, 0)
    const taken = Array.from({ length: 4 }, () => sources.take())
    taken[1]?.giveBack?.()
    taken[2]?.giveBack?.()
    expect([sources.take(), sources.take()].map(({ source }) => source.localPort)).toEqual([2, 3])
    // None is left: the next one, whatever becomes of it.
    expect(sources.take().source.localPort).toBe(4)
  })
})

describe.runIf(process.platform === 'linux')('a connection [needs Linux]', () => {
  test('passes over ports that others hold, and gives its own back when it has closed', async () => {
    const server = await startTcpServer()
    const context = await contextFor(`http://127.0.0.1:${server.port}`)
    const range = { first: 18_751, last: 18_754 }
    const others = createSources(['127.0.0.1'], range, 0)
    const open = (sources = others) =>
      openConnection(context, { due: context.clock.now(), timeoutMs: 1_000, sources }).then(
        ({ connection }) => connection,
      )
    const held = [await open(), await open()]
    const sources = createSources(['127.0.0.1'], range, 0)
    const mine = await open(sources)
    expect(held.map((connection) => connection?.localPort)).toEqual([18_751, 18_752])
    expect(mine?.localPort).toBe(18_753)
    expect(sources.take().source.localPort).toBe(18_754)
    const closed = new Promise((resolve) => mine?.socket.once('close', resolve))
    mine?.socket.resetAndDestroy()
    await closed
    expect(Array.from({ length: 3 }, () => sources.take().source.localPort)).toContain(18_753)
    for (const connection of held) connection?.socket.destroy()
    await server.close()
  })
})
