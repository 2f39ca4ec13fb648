import { Malformed } from './malformed.ts'

export interface StatusLine {
  /** Of the protocol, as a number: 1.1. */
  readonly version: number
  readonly status: number
}

/**
 * RFC 9112 §4. Of the versions, 1.x is read as 1.1 (RFC 9110 §2.5), and 0.9 and 2.0 are what old and confused servers write there. More than one space
 * before the status may stand (§4); that after it may be missing, and what follows is of no interest.
 */
const STATUS_LINE = /^HTTP\/(1\.\d|2\.0|0\.9) +(\d{3})(?: |$)/
const PROTOCOL = 'HTTP/'
const VERSION = /^HTTP\/(?:1\.\d|2\.0|0\.9) /

/** What was read last: a server says the same nearly every time. */
let last: { line: string; read: StatusLine } | undefined

/** @throws Malformed */
export function readStatusLine(line: string): StatusLine {
  if (line === last?.line) return last.read
  const match = STATUS_LINE.exec(line)
  if (match === null) throw describeFault(line)
  const read = { version: Number(match[1]), status: Number(match[2]) }
  last = { line, read }
  return read
}

/**
 * Holds the beginning of a line against what every response begins with: another protocol may never end its first line.
 *
 * @throws Malformed
 */
export function checkProtocol(beginning: string): void {
  if (!beginning.startsWith(PROTOCOL.slice(0, beginning.length))) throw describeFault(beginning)
}

function describeFault(line: string): Malformed {
  if (!line.startsWith(PROTOCOL)) return new Malformed('HPE_INVALID_CONSTANT', 'an HTTP response', line)
  if (!VERSION.test(line)) return new Malformed('HPE_INVALID_VERSION', 'the version HTTP/1.1 or HTTP/1.0', line)
  return new Malformed('HPE_INVALID_STATUS', 'a status of three digits', line)
}
