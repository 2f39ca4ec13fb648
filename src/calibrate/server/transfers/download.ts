import type { Socket } from 'node:net'
import type { Serve } from '../connection-context.ts'
import { BEFORE_RST_MS, COMMIT, inTurn } from '../http1/faults.ts'
import { createRequestReader } from '../http1/requests.ts'
import type { LongLived } from '../long-lived/connection-log.ts'
import { BEFORE_HEAD, DOWNLOAD_FAULTS, type DownloadFault } from './faults.ts'
import { patternOf, withWrongByte } from './pattern.ts'

const CYCLE = inTurn(DOWNLOAD_FAULTS)

const BYTES = 48_000
const CONTENT = patternOf(BYTES)
const HALF = CONTENT.subarray(0, BYTES / 2)
/** Wrong bytes lie this far apart, from one to the next, wherever the body goes on from its beginning. */
const STRIDE = 7_919
const FIRST_LINE = 16

/** Long responses that describe themselves: whole, in part, or with a byte that is wrong. */
export const serveDownload: Serve = ({ socket, port, clock, requestLog, longLivedLog }) => {
  let served = 0
  return createRequestReader(({ target }) => {
    const at = clock.now()
    const { fault, committed } = requestLog.enter(target, { port, at }, CYCLE)
    const early = BEFORE_HEAD.find((one) => one === fault)
    if (early !== undefined) return void COMMIT[early]({ stream: socket, raw: socket })
    const entry = longLivedLog.open('download', { socket, port, at }).connection
    if (committed?.fault !== 'wrong-byte') return sendBody(socket, fault, entry)
    committed.place = FIRST_LINE + (((port + served++) * STRIDE) % (BYTES - FIRST_LINE))
    send(socket, BYTES, withWrongByte(CONTENT, committed.place))
  })
}

function sendBody(socket: Socket, fault: DownloadFault | undefined, connection: LongLived): void {
  if (fault === 'fin-in-body' || fault === 'rst-in-body' || fault === 'silence-in-body') connection.end = fault
  if (fault === 'fin-in-body') socket.end(Buffer.concat([headOf(BYTES), HALF]))
  else if (fault === 'silence-in-body') send(socket, BYTES, HALF)
  else if (fault === 'rst-in-body')
    send(socket, BYTES, HALF, () => setTimeout(() => socket.resetAndDestroy(), BEFORE_RST_MS))
  else if (fault === 'short-body') send(socket, HALF.length, HALF)
  else send(socket, BYTES, CONTENT)
}

function send(socket: Socket, announced: number, body: Buffer, then?: () => void): void {
  socket.write(Buffer.concat([headOf(announced), body]), then)
}

function headOf(length: number): Buffer {
  return Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`)
}
