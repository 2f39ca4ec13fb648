/** Error codes of RST_STREAM and GOAWAY, RFC 9113 §7; the index is the code. */
export const HTTP2_CODES: readonly string[] = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
]

/** An attempt on a stream above the last one that a GOAWAY names: the server never processed it (RFC 9113 §6.8). */
export const GOAWAY_UNPROCESSED = 'GOAWAY_UNPROCESSED'

const UNKNOWN = 'HTTP2_ERROR_'

/** The name of an error code; unknown ones are numbered, such as `HTTP2_ERROR_31`. */
export function nameHttp2Code(code: number): string {
  return HTTP2_CODES[code] ?? `${UNKNOWN}${code}`
}

/** Whether the server said that it had not processed the request: whatever its method, it may be sent again (RFC 9113 §8.7). */
export function isUnprocessed(code: string | undefined): boolean {
  return code === 'REFUSED_STREAM' || code === GOAWAY_UNPROCESSED
}

/** Whether one stream was reset and its connection was not lost. */
export function isStreamReset(code: string | undefined): boolean {
  return code !== undefined && (HTTP2_CODES.includes(code) || code.startsWith(UNKNOWN))
}
