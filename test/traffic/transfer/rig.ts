import { onTestFinished } from 'vitest'
import type { TlsSpec, TrafficSpec } from '../../../src/model/scenario.ts'
import { createProbe } from '../../../src/traffic/index.ts'
import type { DownloadTraffic } from '../../../src/traffic/kinds/download/options.ts'
import type { UploadTraffic } from '../../../src/traffic/kinds/upload/options.ts'
import type { Probe } from '../../../src/traffic/probe.ts'
import { startTransferServer, type TransferOptions, type TransferServer } from '../../fixtures/transfer-server.ts'
import { contextFor, requestTo } from '../../net/client-context.ts'
import { createMemoryRecorder, type MemoryRecorder } from '../memory-recorder.ts'

export interface Rig {
  recorder: MemoryRecorder
  probe: Probe
  clock: { now(): number }
}

/** A probe that has begun, and is ended with its test. */
export async function startProbe(
  url: string,
  spec: TrafficSpec,
  { tls = {}, graceMs = 3_000 }: { tls?: Partial<TlsSpec>; graceMs?: number } = {},
): Promise<Rig> {
  const context = await contextFor(url, { tls })
  const recorder = createMemoryRecorder()
  const probe = await createProbe({ ...context, spec, recorder, retrying: false, graceMs })
  probe.start(context.clock.now())
  onTestFinished(() => probe.stop())
  return { recorder, probe, clock: context.clock }
}

export async function serveTransfers(options: TransferOptions): Promise<TransferServer> {
  const server = await startTransferServer(options)
  onTestFinished(() => server.close())
  return server
}

export function downloads(more: Partial<DownloadTraffic> = {}): DownloadTraffic {
  const spec = { name: 'download', connections: 1, requests: [requestTo('/file')], timeoutMs: 400, bytesPerSecond: 1e7 }
  return { kind: 'download', ...spec, ...more }
}

export function uploads(more: Partial<UploadTraffic> = {}): UploadTraffic {
  const spec = {
    name: 'upload',
    connections: 1,
    requests: [requestTo('/up')],
    timeoutMs: 1_000,
    bytes: 64_000,
    overMs: 100,
  }
  return { kind: 'upload', ...spec, ...more }
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** How many lifelines ended in which way. */
export function ends({ lifelines }: MemoryRecorder): Record<string, number> {
  return tally(lifelines.map(({ end, by, sign, code }) => [end, by, sign, code].filter(Boolean).join(' ')))
}

export function tally(words: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
