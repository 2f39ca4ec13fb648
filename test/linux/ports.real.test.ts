import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkPortFree, freePort, targetPorts } from '../../src/linux/ports.ts'
import { TargetError } from '../../src/model/target-error.ts'

async function listen(host: string, ipv6Only = false): Promise<number> {
  const port = await freePort()
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen({ port, host, ipv6Only }, resolve))
  onTestFinished(() => void server.close())
  return port
}

describe('freePort', () => {
  test('gives ports below the ephemeral range, none twice', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()))
    expect(new Set(ports).size).toBe(20)
    for (const port of ports) {
      expect(port).toBeGreaterThanOrEqual(10_000)
      expect(port).toBeLessThan(32_768)
      await expect(checkPortFree(port)).resolves.toBeUndefined()
    }
  })
})

describe('targetPorts', () => {
  test.each([
    ['the usual', { first: 32_768, last: 60_999 }, { first: 10_000, last: 32_767 }],
    ['a high one', { first: 49_152, last: 65_535 }, { first: 10_000, last: 32_767 }],
    ['a low one', { first: 10_000, last: 65_535 }, { first: 1024, last: 9999 }],
    ['nothing below', { first: 1024, last: 60_999 }, { first: 61_000, last: 65_535 }],
    ['no room at all', { first: 1024, last: 65_535 }, { first: 10_000, last: 65_535 }],
  ])('%s', (_, ephemeral, range) => {
    expect(targetPorts(ephemeral)).toEqual(range)
  })
})

describe('checkPortFree', () => {
  test.each([
    ['127.0.0.1', false],
    ['0.0.0.0', false],
    ['127.0.0.2', false],
    ['::', false],
    ['::', true],
  ])('finds a listener on %s (IPv6 only: %s) and names it', async (host, ipv6Only) => {
    const port = await listen(host, ipv6Only)
    const error: unknown = await checkPortFree(port).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TargetError)
    expect(String(error)).toContain(`pid ${process.pid} (`)
  })
})
