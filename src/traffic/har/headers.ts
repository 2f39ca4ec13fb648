import type { HarHeaders } from './recording.ts'

/** What belongs to the recorded connection and not to the request: pseudo headers of HTTP/2, and those of RFC 9110 §7.6.1. */
const OF_THE_CONNECTION = new Set([
  'host',
  'content-length',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'transfer-encoding',
])

export function joinHeaders(headers: HarHeaders): Record<string, string> {
  const joined = new Map<string, string>()
  for (const { name, value } of headers) {
    const key = name.toLowerCase()
    if (key.startsWith(':') || OF_THE_CONNECTION.has(key)) continue
    const earlier = joined.get(key)
    // RFC 9110 §5.3: a repeated header is a list; RFC 6265 §5.4: cookies are joined by semicolons.
    joined.set(key, earlier === undefined ? value : `${earlier}${key === 'cookie' ? '; ' : ', '}${value}`)
  }
  return Object.fromEntries(joined)
}
