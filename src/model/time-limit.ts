import { onAbort } from './abort.ts'

/** A time limit in milliseconds, which another signal may end earlier. */
export interface TimeLimit {
  /** Its reason is that of the other one, or a TimeoutError. */
  signal: AbortSignal
  /** It is needed no more. */
  close(): void
}

/**
 * Instead of AbortSignal.any() with AbortSignal.timeout(): nothing keeps the latter alive, and once it has been collected it is
 * never aborted (nodejs/node#57736).
 */
export function limitTime(
  signal: AbortSignal,
  ms: number,
  late: Error = new DOMException(`not over within ${ms / 1000} s`, 'TimeoutError'),
): TimeLimit {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(late), ms)
  const takeBack = onAbort(signal, () => controller.abort(signal.reason))
  return {
    signal: controller.signal,
    close() {
      clearTimeout(timer)
      takeBack()
    },
  }
}

/** More time passed than something was given. */
export class TimeLimitError extends Error {
  override name = 'TimeLimitError'

  constructor(withinMs: number) {
    super(`nothing within ${withinMs} ms`)
  }
}

/**
 * Runs something that ends when its signal fires, for at most `withinMs` of real time. Rejects with TimeLimitError after that,
 * and with the reason of `abort` when that fires.
 */
export async function withTimeLimit<Result>(
  withinMs: number,
  abort: AbortSignal,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = limitTime(abort, withinMs, new TimeLimitError(withinMs))
  try {
    abort.throwIfAborted()
    const result = await run(limit.signal)
    limit.signal.throwIfAborted()
    return result
  } catch (error) {
    // What was under way fails in its own words when it is ended; the reason is what counts.
    limit.signal.throwIfAborted()
    throw error
  } finally {
    limit.close()
  }
}
