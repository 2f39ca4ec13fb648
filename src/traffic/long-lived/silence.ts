import type { ClientContext } from '../../net/client-context.ts'

/** Watches how long a server has been silent although something was due from it. */
export interface SilenceWatch {
  /** Something is due from now on, unless it was before. */
  expect(): void
  /** Something came: nothing is due until `expect`. */
  reset(): void
  close(): void
}

/**
 * Calls `onSilent` once nothing has come for `limitMs`. Where the harness itself stalled meanwhile it was not listening, and the
 * time begins again.
 */
export function watchSilence({ clock, stalls }: ClientContext, limitMs: number, onSilent: () => void): SilenceWatch {
  let since: number | undefined
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    timer = undefined
    if (since === undefined) return
    if (stalls.stalledSince(since, limitMs)) since = clock.now()
    const left = since + limitMs - clock.now()
    if (left > 0) timer = setTimeout(look, left)
    else onSilent()
  }

  return {
    expect() {
      since ??= clock.now()
      // One timer that looks again, not one for each message: there may be ten thousand connections.
      timer ??= setTimeout(look, limitMs)
    },
    reset() {
      since = undefined
    },
    close() {
      since = undefined
      clearTimeout(timer)
    },
  }
}
