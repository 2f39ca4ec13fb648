/** What `promise` comes to, or at once the reason of `abort` when that fires: for what cannot be ended from here. */
export function untilAborted<Result>(promise: Promise<Result>, abort: AbortSignal): Promise<Result> {
  return new Promise((accept, reject) => {
    const end = (): void => reject(abort.reason)
    abort.addEventListener('abort', end, { once: true })
    void promise.then(accept, reject).finally(() => abort.removeEventListener('abort', end))
  })
}
