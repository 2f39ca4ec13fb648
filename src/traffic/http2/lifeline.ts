import { cutBy, describeLifeline, type LifelineEnding, STALLED } from '../long-lived/endings.ts'
import type { ProbeContext } from '../probe.ts'
import type { Http2Connection } from './connection.ts'

/** How a connection ended; undefined while it goes on. See docs/explain/http2.md. */
export function describeHttp2End(http2: Http2Connection): LifelineEnding | undefined {
  const { connection, goaway, protocolError, released, silent, streams } = http2
  if (silent) return STALLED
  if (protocolError !== undefined)
    return { end: 'cut', by: 'server', ...(protocolError.code !== undefined && { code: protocolError.code }) }
  const sign = connection.serverEnd === 'FIN' || connection.serverEnd === 'RST' ? connection.serverEnd : undefined
  const closed = sign !== undefined || released
  if (goaway === undefined) return closed ? cutBy(sign) : undefined
  return closed || streams.size === 0 ? describeFarewell(http2, goaway.code, sign) : undefined
}

/** After a GOAWAY: whether the server finished what it had accepted. */
function describeFarewell(
  { failedAfterGoaway }: Http2Connection,
  code: string,
  sign: 'FIN' | 'RST' | undefined,
): LifelineEnding {
  if (failedAfterGoaway === undefined)
    return code === 'NO_ERROR'
      ? { end: 'graceful', by: 'server', sign: 'notice', code }
      : { end: 'cut', by: 'server', sign: sign ?? 'notice', code }
  if (sign !== undefined) return { end: 'cut', by: 'server', sign, code }
  const waited = failedAfterGoaway.outcome === 'timeout' || failedAfterGoaway.outcome === 'unfinished'
  return waited
    ? { ...STALLED, code }
    : { end: 'cut', by: 'server', sign: 'notice', code: failedAfterGoaway.code ?? code }
}

interface OpenLifeline {
  http2: Http2Connection
  over?: LifelineEnding & { closed: number }
  /** When a later connection was first served. */
  succeeded?: number
}

/** The lifelines of one user: one connection after the other, two at a time while one drains. */
export interface Lifelines {
  open(http2: Http2Connection): void
  /** A request was answered well on it; the answer began at `at`. */
  served(http2: Http2Connection, at: number): void
  /** Records what has not been recorded; connections that are still open ended as `describe` says. */
  finish(describe: (http2: Http2Connection) => Promise<LifelineEnding>): Promise<void>
}

export function createLifelines(context: ProbeContext): Lifelines {
  const { clock } = context
  const lines: OpenLifeline[] = []

  function remove(line: OpenLifeline): void {
    lines.splice(lines.indexOf(line), 1)
    recordLifeline(line, context)
  }

  /** A line is recorded when it is over and its successor was served. */
  function look(line: OpenLifeline): void {
    if (line.over !== undefined && line.succeeded !== undefined && lines.includes(line)) remove(line)
  }

  function end(line: OpenLifeline, how: LifelineEnding): void {
    // One that ended while its user was still without service lies within that time, and has none of its own.
    const within = lines.some(({ over }) => over !== undefined)
    line.over = { ...how, closed: clock.now() }
    if (within) remove(line)
    else look(line)
  }

  return {
    open(http2) {
      const line: OpenLifeline = { http2 }
      lines.push(line)
      http2.onChange = () => {
        const how = line.over === undefined ? describeHttp2End(http2) : undefined
        if (how !== undefined) end(line, how)
        if (line.over !== undefined && http2.streams.size === 0) http2.close()
      }
      http2.onChange()
    },
    served(http2, at) {
      for (const line of lines.filter(({ http2: { id } }) => id < http2.id)) {
        line.succeeded ??= at
        look(line)
      }
    },
    async finish(describe) {
      await Promise.all(
        [...lines].map(async (line) => {
          const how = line.over ?? (await describe(line.http2))
          // It may have ended meanwhile, and have been recorded.
          line.over ??= { ...how, closed: clock.now() }
          if (lines.includes(line)) remove(line)
          line.http2.close()
        }),
      )
    },
  }
}

function recordLifeline({ http2, over, succeeded }: OpenLifeline, context: ProbeContext): void {
  if (over === undefined) return
  const away = succeeded === undefined || over.end === 'kept' ? undefined : Math.max(0, succeeded - over.closed)
  context.recorder.lifeline({
    ...describeLifeline(context, http2, over),
    ...(away !== undefined && { withoutServiceMs: away }),
  })
}
