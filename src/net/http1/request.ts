import { validateHeaderName, validateHeaderValue } from 'node:http'

const TOKEN = /^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/
const TARGET = /^[\x21-\xff]+$/

/**
 * The head of a request (RFC 9112 §3, §5), to be written as latin-1.
 *
 * @throws Error where method, path or a header cannot be sent
 */
export function composeHead(method: string, path: string, headers: Record<string, string>): string {
  if (!TOKEN.test(method) || !TARGET.test(path))
    throw new Error(`expected a method and a path without spaces, got ${JSON.stringify(`${method} ${path}`)}`)
  let head = `${method} ${path} HTTP/1.1\r\n`
  for (const name in headers) {
    const value = headers[name] ?? ''
    validateHeaderName(name)
    validateHeaderValue(name, value)
    head += `${name}: ${value}\r\n`
  }
  return `${head}\r\n`
}

/** The headers of both; of those with one name, whose case is of no matter (RFC 9110 §5.1), that of the second. */
export function mergeHeaders(first: Record<string, string>, second: Record<string, string>): Record<string, string> {
  const replaced = new Set(Object.keys(second).map((name) => name.toLowerCase()))
  const left = Object.entries(first).filter(([name]) => !replaced.has(name.toLowerCase()))
  return { ...Object.fromEntries(left), ...second }
}
