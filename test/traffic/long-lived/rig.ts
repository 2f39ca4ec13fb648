import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { MessageCounts } from '../../../src/model/lifeline.ts'
import type { TlsSpec } from '../../../src/model/scenario.ts'
import type { ClientContext } from '../../../src/net/client-context.ts'
import { createProbe, type KnownTraffic } from '../../../src/traffic/index.ts'
import type { Probe } from '../../../src/traffic/probe.ts'
import { contextFor } from '../../net/client-context.ts'
import { createMemoryRecorder, type MemoryRecorder } from '../memory-recorder.ts'

const pem = (name: string) => readFileSync(new URL(`../../fixtures/faulty-${name}.pem`, import.meta.url), 'utf8')

/** A certificate for 127.0.0.1, and the authority that a client has to trust for it. */
export const CERTIFICATE = { key: pem('loopback'), cert: pem('loopback') }
export const TRUST: Partial<TlsSpec> = { ca: pem('ca') }

export interface Running {
  probe: Probe
  recorder: MemoryRecorder
}

export async function startProbe(
  spec: KnownTraffic,
  port: number,
  more: { tls?: boolean; graceMs?: number; retrying?: boolean; context?: Partial<ClientContext> } = {},
): Promise<Running> {
  const scheme = more.tls === true ? 'https' : 'http'
  const context = { ...(await contextFor(`${scheme}://127.0.0.1:${port}`, { tls: TRUST })), ...more.context }
  const { retrying = false, graceMs = 1_000 } = more
  const recorder = createMemoryRecorder()
  const probe = await createProbe({ ...context, spec, recorder, retrying, graceMs })
  probe.start(context.clock.now())
  return { probe, recorder }
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Lifelines by how they ended, such as `cut FIN` or `graceful notice 1001`. */
export function countEnds({ lifelines }: MemoryRecorder): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { end, sign, code } of lifelines) {
    const key = [end, sign, code].filter((word) => word !== undefined).join(' ')
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

export function sumMessages({ lifelines }: Pick<MemoryRecorder, 'lifelines'>): MessageCounts {
  const sum = { sent: 0, received: 0, lost: 0, unanswered: 0, duplicated: 0, reordered: 0 }
  for (const { messages } of lifelines) {
    sum.sent += messages?.sent ?? 0
    sum.received += messages?.received ?? 0
    sum.lost += messages?.lost ?? 0
    sum.unanswered += messages?.unanswered ?? 0
    sum.duplicated += messages?.duplicated ?? 0
    sum.reordered += messages?.reordered ?? 0
  }
  return sum
}

/** Whoever was served and then no more was without service until a successor served; all of them have one here. */
export function expectTimesWithoutService({ lifelines }: MemoryRecorder): void {
  for (const { end, messages, withoutServiceMs } of lifelines) {
    if (end === 'kept') expect(withoutServiceMs).toBeUndefined()
    else if (messages?.received !== 0) expect(withoutServiceMs).toBeGreaterThanOrEqual(0)
  }
}
