import type { BrokenOff } from '../probes/exchange/classify.ts'

/** How an attempt on a line broke off. */
export type Ending = Pick<BrokenOff, 'by' | 'error'>

/**
 * A connection that ends after bytes which cannot begin a response did not end a response.
 *
 * @param implausible such bytes were read
 */
export function explainEnding(ending: Ending, implausible: boolean): Ending {
  if (!implausible || (ending.by !== 'fin' && ending.by !== 'error')) return ending
  if (ending.error?.code?.startsWith('HPE_')) return ending
  const error = new Error('expected an HTTP response, got bytes that cannot begin one, and the end of the connection')
  return { by: 'error', error: Object.assign(error, { code: 'HPE_INVALID_CONSTANT' }) }
}

export function resetError(): NodeJS.ErrnoException {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
}

export function describeParseError(error: NodeJS.ErrnoException, chunk: Buffer): NodeJS.ErrnoException {
  const got = JSON.stringify(chunk.toString('latin1', 0, 80))
  const message = `expected an HTTP response, got ${got}: ${error.message}`
  return Object.assign(new Error(message, { cause: error }), { code: error.code ?? 'HPE_INVALID_RESPONSE' })
}
