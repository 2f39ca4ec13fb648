import { setTimeout } from 'node:timers/promises'

/** Resolves after `ms` of real time; rejects with an AbortError as soon as `abort` fires. */
export async function sleep(ms: number, abort: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal: abort })
}
