const WAITING = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls `callback` once when the signal is aborted, or soon where it is already, unless it is taken back before by what this
 * returns. An EventTarget looks
 * through all its listeners to take one away: where ten thousand connections wait for the same signal, that is a standstill.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const waiting = WAITING.get(signal) ?? listen(signal)
  const entry = () => callback()
  waiting.add(entry)
  if (signal.aborted) queueMicrotask(() => waiting.delete(entry) && callback())
  return () => void waiting.delete(entry)
}

function listen(signal: AbortSignal): Set<() => void> {
  const waiting = new Set<() => void>()
  WAITING.set(signal, waiting)
  signal.addEventListener(
    'abort',
    () => {
      for (const entry of waiting) entry()
      waiting.clear()
    },
    { once: true },
  )
  return waiting
}
