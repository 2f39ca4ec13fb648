/** What was injected into a request, in at most 17 characters: beside all outcomes no more fit into 80. */
export const REQUEST_FAULTS: Record<string, string> = {
  healthy: 'a good answer',
  fin: 'FIN',
  rst: 'RST',
  'fin-in-headers': 'FIN in head',
  'rst-in-headers': 'RST in head',
  'fin-in-body': 'FIN in body',
  'rst-in-body': 'RST in body',
  'fin-in-chunked': 'FIN in chunks',
  'rst-in-chunked': 'RST in chunks',
  '503': '503',
  garbage: 'no HTTP',
  silence: 'silence',
  'silence-in-body': 'silence in body',
  'close-announced': 'Connection: close',
  'eof-body': 'body until FIN',
  'no-listener': 'no listener',
  'stream-refused': 'stream refused',
  'stream-reset': 'stream reset',
  'stream-reset-in-body': 'half a stream',
  goaway: 'GOAWAY, accepted',
  'goaway-above': 'GOAWAY, refused',
  'goaway-then-fin': 'GOAWAY, then FIN',
  'wrong-byte': 'a wrong byte',
  'short-body': 'a short body',
  'fin-in-upload': 'FIN in upload',
  'rst-in-upload': 'RST in upload',
  '503-in-upload': '503 in upload',
  '200-in-upload': '200 in upload',
  'wrong-count': 'a wrong count',
}

/** How a connection was ended. */
export const CONNECTION_ENDS: Record<string, string> = {
  ...REQUEST_FAULTS,
  held: 'held to the end',
  finished: 'last chunk',
  'close-frame': 'close frame 1001',
  eof: 'stream until FIN',
  garbage: 'no frames',
  unfounded: 'no connection',
}

/** What was done with a message. */
export const MESSAGE_FAULTS: Record<string, string> = {
  delivered: 'said once',
  leftOut: 'left out',
  cutOff: 'cut off',
  unanswered: 'after the notice',
  doubled: 'said twice',
  swapped: 'after the next',
  unfounded: 'nothing',
}
