import { expect } from 'vitest'
import { countAttempts } from '../../../src/model/outcome.ts'
import type { Probe } from '../../../src/traffic/probe.ts'
import type { Http2Server } from '../../fixtures/http2-server.ts'
import type { MemoryRecorder } from '../memory-recorder.ts'

/** A probe on a misbehaving HTTP/2 server, and what both count. */
export interface Rig {
  server: Http2Server
  probe: Probe
  recorder: MemoryRecorder
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

export async function stop({ server, probe }: Rig): Promise<void> {
  server.relent()
  await probe.stop()
}

/** What node makes of it. */
const GARBAGE = /^invalid ([A-Z_]+_ERROR|HTTP2_PREFACE)$/

function account({ outcomes, byCode }: MemoryRecorder): Record<string, number> {
  const counts: Record<string, number> = { ok: outcomes.ok }
  for (const [key, count] of Object.entries(byCode())) {
    const name = GARBAGE.test(key) ? 'invalid' : key
    counts[name] = (counts[name] ?? 0) + count
  }
  return counts
}

export function ends({ lifelines }: MemoryRecorder): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { end, by, sign, code } of lifelines) {
    const how = [sign, code].filter((word) => word !== undefined).join(' ')
    const key = end === 'cut' && sign === undefined ? 'cut by server, garbage' : `${end} by ${by}, ${how}`
    counts[key.replace(/, $/, '')] = (counts[key.replace(/, $/, '')] ?? 0) + 1
  }
  return counts
}

export function expectAgreement({ server, recorder }: Rig): void {
  expect(account(recorder)).toEqual(server.counts)
  // One that was lost as traffic stopped is not replaced.
  const ended = Object.values(server.ends).reduce((sum, count) => sum + count, 0)
  expect(ends(recorder)).toEqual({ ...server.ends, 'kept by client': server.connections - ended })
  expect(recorder.begun).toBe(server.requests)
  expect(countAttempts(recorder.outcomes)).toBe(recorder.begun)
  expect(recorder.lifelines.length).toBe(server.connections)
  expect(new Set(recorder.lifelines.map(({ id }) => id)).size).toBe(server.connections)
}
