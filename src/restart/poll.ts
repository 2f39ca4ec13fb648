import type { RestartContext } from './context.ts'

/** Milliseconds between two looks at what is waited for. */
export const POLL_MS = 5

/**
 * Asks `check` every POLL_MS until it answers something else than undefined, and gives that. Undefined once `withinMs`
 * has passed; at least one question is asked. Rejects when the run is aborted.
 */
export async function poll<Answer>(
  { clock, sleep, abort }: Pick<RestartContext, 'clock' | 'sleep' | 'abort'>,
  withinMs: number,
  check: () => Answer | undefined | Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const deadline = clock.now() + withinMs
  for (;;) {
    const answer = await check()
    if (answer !== undefined || clock.now() >= deadline) return answer
    await sleep(POLL_MS, abort)
  }
}
