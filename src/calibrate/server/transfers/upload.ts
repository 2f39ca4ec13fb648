import type { Socket } from 'node:net'
import type { Serve } from '../connection-context.ts'
import { BEFORE_RST_MS, inTurn } from '../http1/faults.ts'
import type { LongLived } from '../long-lived/connection-log.ts'
import { EARLY, UPLOAD_FAULTS, type UploadFault } from './faults.ts'
import { createUploadReader, type UploadReader } from './pattern.ts'

const CYCLE = inTurn(UPLOAD_FAULTS)
const EIGHTH = 0.125

/** Long requests: their bodies are compared with the pattern, and answered with the count of their bytes. */
export const serveUpload: Serve = ({ socket, port, clock, requestLog, longLivedLog }) => {
  let start = Buffer.alloc(0)
  let take: ((chunk: Buffer) => void) | undefined
  return (chunk) => {
    if (take !== undefined) return take(chunk)
    start = Buffer.concat([start, chunk])
    const end = start.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = start.toString('latin1', 0, end)
    const from = { port, at: clock.now() }
    const { fault } = requestLog.enter(head.split(' ')[1] ?? '', from, CYCLE)
    const reader = createUploadReader(Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1]))
    take = watch(socket, reader, fault, longLivedLog.open('upload', { socket, ...from }).connection)
    take(start.subarray(end + 4))
  }
}

/** Reads on until it is time to answer, and after that to the end. */
function watch(socket: Socket, reader: UploadReader, fault: UploadFault | undefined, connection: LongLived) {
  const due = EARLY.some((early) => early === fault) ? reader.length * EIGHTH : reader.length
  let answered = false
  return (chunk: Buffer): void => {
    reader.take(chunk)
    if (answered || reader.received < due) return
    answered = true
    // The answer is complete, and its connection was not ended by it.
    if (fault !== undefined && fault !== '503' && fault !== 'wrong-count') connection.end = fault
    answer(socket, fault, reader.wrong ?? reader.received)
  }
}

function answer(socket: Socket, fault: UploadFault | undefined, count: number): void {
  if (fault === 'fin-in-upload' || fault === 'fin') socket.end()
  else if (fault === 'rst-in-upload') socket.resetAndDestroy()
  else if (fault === '503-in-upload')
    socket.write(answerOf('503 Busy', 'no', true), () => setTimeout(() => socket.resetAndDestroy(), BEFORE_RST_MS))
  else if (fault === '200-in-upload') socket.end(answerOf('200 OK', '', true))
  else if (fault === '503') socket.write(answerOf('503 Busy', 'no'))
  else if (fault !== 'silence') socket.write(answerOf('200 OK', String(fault === 'wrong-count' ? count - 1 : count)))
}

function answerOf(status: string, body: string, close = false): string {
  return `HTTP/1.1 ${status}\r\n${close ? 'Connection: close\r\n' : ''}Content-Length: ${body.length}\r\n\r\n${body}`
}
