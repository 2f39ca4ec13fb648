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
    ['the usual', { from: 32_768, to: 60_999 }, { from: 10_000, to: 32_767 }],
    ['a high one', { from: 49_152, to: 65_535 }, { from: 10_000, to: 32_767 }],
    ['a low one', { from: 10_000, to: 65_535 }, { from: 1024, to: 9999 }],
    ['nothing below', { from: 1024, to: 60_999 }, { from: 61_000, to: 65_535 }],
    ['no room at all', { from: 1024, to: 65_535 }, { from: 10_000, to: 65_535 }],
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
