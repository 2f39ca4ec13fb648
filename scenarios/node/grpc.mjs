/**
 * gRPC as it stands on the wire (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), so that a server needs nothing but
 * node:http2 to answer it. Messages are bytes.
 */
const OK = '0'
const UNAVAILABLE = '14'
/** HealthCheckResponse { status: SERVING }. */
export const SERVING = Buffer.from([0x08, 0x01])
const COUNT_MS = 100

export function createGrpc() {
  const streams = new Set()
  let finished = false

  function check(request, response) {
    // Answered when all of it has come: a stream that ends earlier is reset.
    request.resume()
    request.once('end', () => {
      begin(response)
      response.write(frame(SERVING))
      end(response, OK)
    })
  }

  function count(request, response) {
    let n = 0
    request.resume()
    begin(response)
    const say = () => response.write(frame(numbered(++n)))
    const leave = () => {
      clearInterval(timer)
      streams.delete(leave)
      end(response, UNAVAILABLE)
    }
    const timer = setInterval(say, COUNT_MS)
    streams.add(leave)
    response.once('close', leave)
    say()
    if (finished) leave()
  }

  return {
    check,
    count,
    /** Ends every stream with a status that makes its client come again. */
    finish() {
      finished = true
      for (const leave of streams) leave()
    },
  }
}

/** A message that has a number in field 1 and nothing else. */
export function numbered(n) {
  return Buffer.from([0x08, ...varint(n)])
}

/** https://protobuf.dev/programming-guides/encoding/#varints */
function varint(n) {
  return n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))]
}

function begin(response) {
  response.writeHead(200, { 'Content-Type': 'application/grpc' })
}

function frame(message) {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

function end(response, status) {
  response.addTrailers({ 'grpc-status': status })
  response.end()
}
