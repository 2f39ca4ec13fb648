/** More time passed than a step was given. */
export class LimitError extends Error {
  override name = 'LimitError'

  constructor(withinMs: number) {
    super(`nothing within ${withinMs} ms`)
  }
}

/**
 * Runs something that ends when its signal fires, for at most `withinMs` of real time. Rejects with LimitError after that,
 * and with the reason of `abort` when the run is aborted.
 */
export async function withLimit<Result>(
  withinMs: number,
  abort: AbortSignal,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const either = new AbortController()
  const end = (): void => either.abort(abort.reason)
  const timer = setTimeout(() => either.abort(new LimitError(withinMs)), withinMs)
  abort.addEventListener('abort', end, { once: true })
  try {
    abort.throwIfAborted()
    const result = await run(either.signal)
    either.signal.throwIfAborted()
    return result
  } catch (error) {
    // What was under way fails in its own words when it is ended; the reason is what counts.
    either.signal.throwIfAborted()
    throw error
  } finally {
    clearTimeout(timer)
    abort.removeEventListener('abort', end)
  }
}
