import { Malformed } from './malformed.ts'
import { readLines } from './response-lines.ts'
import type { Response, ResponseEnding, ResponseListener } from './response-state.ts'

/**
 * Reads the next bytes of the connection. What comes of them does not depend on how they were cut. Nothing is to be read after the response is
 * complete, or after an error, which is returned.
 */
export function readResponse(response: Response, chunk: Buffer, listener: ResponseListener): Malformed | undefined {
  try {
    let at = 0
    while (at < chunk.length && response.stage !== 'complete') at = readStage(response, chunk, at, listener)
    if (response.stage === 'complete') listener.onComplete(describeEnd(response, chunk, at))
    return undefined
  } catch (error) {
    if (error instanceof Malformed) return error
    throw error
  }
}

function describeEnd({ persists: persistent }: Response, chunk: Buffer, at: number): ResponseEnding {
  return at === chunk.length ? { persists: persistent } : { persists: persistent, surplus: chunk.subarray(at) }
}

/** The server's FIN. Completes a body that ends with its connection (RFC 9112 §8), and only that. */
export function endResponse(response: Response, listener: ResponseListener): void {
  if (response.stage !== 'until-end') return
  response.stage = 'complete'
  listener.onComplete({ persists: false })
}

/** Reads from `at`. Returns where the next stage begins. */
function readStage(response: Response, chunk: Buffer, at: number, listener: ResponseListener): number {
  const { stage } = response
  if (stage === 'sized' || stage === 'chunk') return readPart(response, chunk, at, listener)
  if (stage !== 'until-end') return readLines(response, chunk, at, listener)
  listener.onBody(chunk.subarray(at))
  return chunk.length
}

function readPart(response: Response, chunk: Buffer, at: number, listener: ResponseListener): number {
  const end = Math.min(chunk.length, at + response.remaining)
  response.remaining -= end - at
  listener.onBody(chunk.subarray(at, end))
  if (response.remaining === 0) response.stage = response.stage === 'sized' ? 'complete' : 'chunk-end'
  return end
}
