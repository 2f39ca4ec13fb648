import type { FailureFacts } from '../../../model/attempt.ts'
import type { Clock } from '../../../model/clock.ts'
import type { RequestSpec } from '../../../model/scenario.ts'
import type { BodyWriter } from '../../exchange/transmit.ts'
import type { Probe, ProbeContext } from '../../probe.ts'
import { fillContent } from '../../transfer/content.ts'
import { type BeginTransfer, createTransfers } from '../../transfer/transfer.ts'
import { keepEarlyResponse } from './early-response.ts'
import type { UploadTraffic } from './options.ts'

/** What a server that restarts sends back with the part of a body that it has, meant for the proxy before it: the user's upload was not taken. */
const PARTIAL_POST_REPLAY = 379
/** Of a response's body so much can be the count of received bytes. */
const COUNT_CHARACTERS = 40

/**
 * Long request bodies, sent evenly. A connection is a lifeline from its opening on: until it has everything, a server has
 * no occasion to say a word.
 */
export function createUpload(context: ProbeContext<UploadTraffic>): Probe {
  const { spec, clock } = context

  const begin: BeginTransfer = ({ socket }, picked, served) => {
    const writing = writeSlowly(spec, clock)
    const letGo = keepEarlyResponse(socket)
    let status = 0
    let early = false
    let body = ''

    function judge(): FailureFacts | undefined {
      const fault = early ? judgeEarly(status) : judgeCount(body, spec.bytes)
      if (fault === undefined) served(clock.now())
      return fault
    }

    return {
      request: requestOf(picked, spec),
      with: {
        write: writing.write,
        reader: {
          begin(answered) {
            status = answered
            early = !writing.done() || status === PARTIAL_POST_REPLAY
          },
          take(chunk) {
            if (body.length <= COUNT_CHARACTERS) body += chunk.toString('latin1')
          },
          judge,
        },
      },
      established: () => true,
      declined: () => early,
      // A kernel takes the end of a body also from a client that no process reads any more: only what still goes out is service.
      alive: () => !writing.done() && socket.writableLength === 0,
      close() {
        writing.close()
        letGo()
      },
    }
  }
  return createTransfers(context, begin)
}

/** A request without a method of its own is a GET in the scenario, and a POST here. */
function requestOf({ method, path, headers, weight, expect }: RequestSpec, { bytes }: UploadTraffic): RequestSpec {
  const own = { 'Content-Type': 'application/octet-stream', ...headers, 'Content-Length': String(bytes) }
  return { method: method === 'GET' ? 'POST' : method, path, headers: own, weight, expect }
}

/** Whatever it says, an answer to half of a body is none to the whole. */
function judgeEarly(status: number): FailureFacts {
  const facts = { phase: 'body', detail: 'answered before the whole body had been sent' } as const
  const success = status >= 200 && status < 300
  return success
    ? { outcome: 'invalid', code: 'EARLY_ANSWER', ...facts }
    : { outcome: 'status', code: String(status), ...facts }
}

/** Where the answer is a number, it is that of the bytes which the server has received. */
function judgeCount(body: string, bytes: number): FailureFacts | undefined {
  const count = /^\s*(\d{1,16})\s*$/.exec(body)?.[1]
  if (count === undefined || Number(count) === bytes) return undefined
  const detail = `expected the server to have received ${bytes} bytes, it says ${count}`
  return { outcome: 'invalid', phase: 'body', code: 'COUNT_MISMATCH', detail }
}

/** How often a part of the body is sent. */
const STEP_MS = 20
/** The longest part that is made at once. */
const PART_BYTES = 65_536

interface SlowWriting {
  write(body: BodyWriter): void
  /** Everything has been handed to the socket. */
  done(): boolean
  close(): void
}

/** Sends `bytes` bytes of the pattern evenly over `overMs`. A server that does not read them gets the rest later, as fast as it reads. */
function writeSlowly({ bytes, overMs }: { bytes: number; overMs: number }, clock: Clock): SlowWriting {
  let sent = 0
  let timer: NodeJS.Timeout | undefined

  function step(body: BodyWriter, began: number): void {
    const due = Math.min(bytes, Math.floor((bytes * (clock.now() - began)) / overMs))
    while (sent < due && !body.full) {
      const part = fillContent(sent, Math.min(due - sent, PART_BYTES))
      sent += part.length
      body.write(part)
    }
    if (sent === bytes) body.end()
    else timer = setTimeout(step, STEP_MS, body, began)
  }

  return {
    write: (body) => step(body, clock.now()),
    done: () => sent === bytes,
    close: () => clearTimeout(timer),
  }
}
