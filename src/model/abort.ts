/** One who waits, and the ring in which all who wait for a signal stand; the signal's own entry is its beginning. */
interface Entry {
  callback: () => void
  before: Entry
  after: Entry
}

const RINGS = new WeakMap<AbortSignal, Entry>()

/**
 * Calls `callback` once when the signal is aborted, or soon where it is already, unless it is taken back before by what this
 * returns. An EventTarget looks through all its listeners to take one away: where ten thousand connections wait for the same signal, that is a
 * standstill. A Set leaves tables behind that keep their former entries alive until the next full collection.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const ring = RINGS.get(signal) ?? listen(signal)
  const entry: Entry = { callback, before: ring.before, after: ring }
  entry.before.after = entry
  ring.before = entry
  if (signal.aborted) queueMicrotask(() => call(entry))
  return () => leave(entry)
}

/** What `promise` comes to, or at once the reason of `abort` when that fires: for what cannot be ended from here. */
export function untilAborted<Result>(promise: Promise<Result>, abort: AbortSignal): Promise<Result> {
  return new Promise((accept, reject) => {
    const takeBack = onAbort(abort, () => reject(abort.reason))
    void promise.then(accept, reject).finally(takeBack)
  })
}

function listen(signal: AbortSignal): Entry {
  const ring = createRing()
  RINGS.set(signal, ring)
  signal.addEventListener('abort', () => callAll(ring), { once: true })
  return ring
}

function createRing(): Entry {
  const ring: Pick<Entry, 'callback'> & Partial<Entry> = { callback() {} }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- complete by the next line
  const complete = ring as Entry
  complete.before = complete.after = complete
  return complete
}

function callAll(ring: Entry): void {
  while (ring.after !== ring) call(ring.after)
}

function call(entry: Entry): void {
  if (entry.after === entry) return
  leave(entry)
  entry.callback()
}

/** An entry that has left is a ring of its own. */
function leave(entry: Entry): void {
  entry.before.after = entry.after
  entry.after.before = entry.before
  entry.before = entry.after = entry
}
