import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again until the answer is yes, or the time is over. Resolves to whether it was yes. */
export async function waitUntil(
  ask: () => boolean | Promise<boolean>,
  withinMs: number,
  everyMs = 25,
): Promise<boolean> {
  const deadline = performance.now() + withinMs
  for (;;) {
    if (await ask()) return true
    if (performance.now() >= deadline) return false
    await sleep(Math.min(everyMs, Math.max(1, deadline - performance.now())))
  }
}
