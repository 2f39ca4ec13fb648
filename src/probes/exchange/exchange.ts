import type { ClientRequest, IncomingMessage } from 'node:http'
import type { FailureFacts } from '../../model/attempt.ts'
import { generationFromBody, judgeAnswer } from './answer.ts'
import { type BrokenOff, classify } from './classify.ts'
import { Connection } from './connection.ts'
import { type DialFailure, type DialOptions, dial } from './dial.ts'
import { type Progress, type Sending, transmit } from './transmit.ts'
import { type Limits, limit, type Wire } from './wire.ts'

/** One request and what became of it. Times are milliseconds on the run's clock; nothing was sent twice. */
export interface Exchange extends FailureFacts {
  /** The TCP connection was established. */
  connected: boolean
  /** An earlier request had been answered on the connection. */
  reused: boolean
  sent?: number
  firstByte?: number
  end: number
  /** Of this exchange; with TLS, before encryption. */
  bytesWritten: number
  bytesRead: number
  localPort?: number
  status?: number
  generation?: string
}

export interface ExchangeOptions extends Limits, Sending {}

/** The generator was so far behind that time was up before the target had a chance. */
export const TOO_LATE = { outcome: 'local', phase: 'queue', code: 'HARNESS_LATE', connected: false } as const

export type Opened = { connection: Connection; exchange?: never } | { connection?: never; exchange: Exchange }

/** Opens a connection; where that fails, the attempt that needed it has its outcome. Never rejects. */
export async function openConnection(wire: Wire, options: DialOptions): Promise<Opened> {
  const { socket, failure } = await dial(wire, options)
  const now = wire.clock.now()
  return failure === undefined ? { connection: new Connection(socket, now) } : { exchange: neverSent(failure, now) }
}

/** An attempt that failed before its request could go out. */
export function neverSent(failure: DialFailure, end: number): Exchange {
  // A socket's own count of written bytes is not 0 on ECONNREFUSED.
  return { ...failure, reused: false, end, bytesWritten: 0, bytesRead: 0 }
}

/** One request on a connection of its own, which is closed afterwards. Never rejects. */
export async function sendOnce(wire: Wire, options: ExchangeOptions & DialOptions): Promise<Exchange> {
  const { connection, exchange: failed } = await openConnection(wire, options)
  if (failed !== undefined) return failed
  const exchange = await exchangeOn(wire, connection, { ...options, last: true })
  connection.close()
  return exchange
}

/**
 * Sends one request on an open connection and reads its response. On anything but a complete response the connection is
 * gone afterwards; whether it can be used again says `connection.usable`. Never rejects.
 */
export function exchangeOn(wire: Wire, connection: Connection, options: ExchangeOptions): Promise<Exchange> {
  return new Promise((resolve) => {
    const progress: Progress = {
      phase: 'headers',
      sent: wire.clock.now(),
      bytesRead: 0,
      writtenBefore: connection.socket.bytesWritten,
      reused: connection.answered > 0,
    }
    let ended = false
    const settle = (facts: FailureFacts) => {
      if (ended) return
      ended = true
      unlimit()
      connection.listen(undefined)
      resolve(summarize(wire, connection, progress, facts))
    }
    const breakOff = (ending: Pick<BrokenOff, 'by' | 'error'>) => {
      if (ended) return
      const facts = classify({ ...ending, phase: progress.phase, bytesRead: progress.bytesRead })
      connection.discard(facts.outcome)
      settle(facts)
    }
    const unlimit = limit(wire, options, breakOff)
    connection.listen({
      onBytes: (chunk) => {
        progress.firstByte ??= wire.clock.now()
        progress.bytesRead += chunk.length
      },
      onServerEnd: () => {
        progress.cutShort = progress.response?.complete !== true
      },
    })
    const breakBy = (error?: NodeJS.ErrnoException) => breakOff(endOf(connection, error))
    const complete = (response: IncomingMessage, request: ClientRequest) => {
      // A body that ends with its connection is complete after a FIN, and only then (RFC 9112 §8); node:http takes any end.
      if (progress.cutShort && connection.serverEnd !== 'FIN') return breakBy()
      settle(judge(wire, connection, progress, options, response, request))
    }
    try {
      transmit(wire, connection.socket, options, progress, { breakBy, complete })
    } catch (error) {
      // A path or a header that cannot be sent: the scenario's fault, never the target's.
      if (!(error instanceof Error)) throw error
      settle({ outcome: 'local', phase: 'headers', code: 'UNSENDABLE', detail: error.message })
    }
  })
}

const RESET = Object.assign(new Error('reset by the server'), { code: 'ECONNRESET' })

/** What the wire showed, where node:http says the same of FIN and RST. */
export function endOf(
  connection: Connection,
  error: NodeJS.ErrnoException | undefined,
): Pick<BrokenOff, 'by' | 'error'> {
  if (connection.serverEnd === 'FIN') return { by: 'fin' }
  const reset = connection.serverEnd === 'RST' ? RESET : error
  return { by: 'error', error: connection.error ?? reset }
}

function judge(
  wire: Wire,
  connection: Connection,
  progress: Progress,
  { request: spec, reader }: ExchangeOptions,
  response: IncomingMessage,
  request: ClientRequest,
): FailureFacts {
  const body = progress.body === undefined ? '' : Buffer.concat(progress.body).toString()
  progress.generation ??= generationFromBody(wire.generation, body)
  connection.answered += 1
  // `Connection: close`, HTTP/1.0 without keep-alive, or a body that ends with its connection (RFC 9112 §9.3).
  connection.noticed ||= !request.shouldKeepAlive
  connection.lastAnswer = { at: wire.clock.now(), keepMs: promisedIdleTime(response) }
  // Answered before it was sent to its end: where the next request would begin is anybody's guess.
  if (connection.noticed || !request.writableFinished) connection.close()
  const facts = judgeAnswer(spec.expect, progress.status ?? 0, body)
  return facts.outcome === 'ok' ? (reader?.judge() ?? facts) : facts
}

/** RFC 2068 §19.7.1.1, still sent by Node, Apache and others: how long an idle connection is kept open. */
function promisedIdleTime({ headers }: IncomingMessage): number | undefined {
  const seconds = /(?:^|[\s,])timeout=(\d+)/i.exec(String(headers['keep-alive'] ?? ''))?.[1]
  return seconds === undefined ? undefined : Number(seconds) * 1_000
}

/** An exchange that has ended, put together from what was seen of it. */
export function summarize({ clock }: Wire, connection: Connection, progress: Progress, facts: FailureFacts): Exchange {
  const { sent, firstByte, bytesRead, writtenBefore, reused, status, generation } = progress
  return {
    ...facts,
    connected: true,
    reused,
    sent,
    end: clock.now(),
    bytesWritten: connection.socket.bytesWritten - writtenBefore,
    bytesRead,
    ...(firstByte !== undefined && { firstByte }),
    ...(connection.localPort !== undefined && { localPort: connection.localPort }),
    ...(status !== undefined && { status }),
    ...(generation !== undefined && { generation }),
  }
}
