import type { Serve } from '../connection-context.ts'
import { HTTP2_TARGET } from '../protocol.ts'
import { END_HTTP2, HTTP2_ENDS, STREAM_ANSWERS, STREAM_FAULTS } from './faults.ts'
import { answer, pong, readFrames, settings, settingsAck, TYPE } from './frames.ts'

/** Answers that take their time keep a closed loop from taking all of the processor. */
const DELAY_MS = 10
/** Requests that a connection answers before its own end comes. */
const END_AFTER = 5
const ACK = 1

/** HTTP/2 with prior knowledge, one request at a time on a connection, which ends by plan; streams suffer faults in turn. */
export const serveHttp2: Serve = ({ socket, port, clock, requestLog, longLivedLog }) => {
  const { connection, plan } = longLivedLog.open('http2', { socket, port, at: clock.now() })
  const end = HTTP2_ENDS.find((one) => one === plan.end)
  let requests = 0

  function serve(stream: number): void {
    if (socket.destroyed) return
    requests += 1
    const from = { port, at: clock.now() }
    if (end === undefined || requests <= END_AFTER) {
      const { fault } = requestLog.enter(HTTP2_TARGET, from, STREAM_FAULTS)
      socket.write(fault === undefined ? answer(stream) : STREAM_ANSWERS[fault](stream))
      return
    }
    requestLog.commit(HTTP2_TARGET, from, end)
    connection.end = end
    END_HTTP2[end](socket, stream)
  }

  socket.write(settings)
  return readFrames((type, flags, stream, payload) => {
    if (connection.end === 'silence') return
    if (type === TYPE.headers) setTimeout(serve, DELAY_MS, stream)
    // A write after the FIN would be an error that resets the connection, and the requestLog would be wrong.
    if (!socket.writable) return
    if (type === TYPE.ping && flags !== ACK) socket.write(pong(Buffer.from(payload)))
    if (type === TYPE.settings && flags !== ACK) socket.write(settingsAck)
  })
}
