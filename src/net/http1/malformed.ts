/** How many of the bytes that were found are repeated in a message. */
const QUOTED = 80

/** Bytes that are no response. The codes are those of llhttp, node's own parser, so that they can be looked up. */
export class Malformed extends Error {
  readonly code: `HPE_${string}`

  constructor(code: `HPE_${string}`, expected: string, found: string) {
    super(`expected ${expected}, got ${JSON.stringify(found.slice(0, QUOTED))}`)
    this.code = code
  }
}
