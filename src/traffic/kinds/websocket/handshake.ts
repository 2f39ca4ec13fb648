import { createHash } from 'node:crypto'
import type { RequestSpec } from '../../../model/scenario.ts'
import { elementsOf, type Fields, valueOf } from '../../../net/http1/fields.ts'
import { mergeHeaders } from '../../../net/http1/request.ts'

/** RFC 6455 §1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** The request that opens a WebSocket (RFC 6455 §4.1). `key` is 16 random bytes in base64. */
export function composeUpgrade({ path, headers, weight, expect }: RequestSpec, key: string): RequestSpec {
  const own = {
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': key,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
  }
  return { method: 'GET', path, headers: mergeHeaders(headers, own), weight, expect }
}

/** Why the head of a 101 does not open the WebSocket that was asked for, in words (RFC 6455 §4.1); undefined where it does. */
export function objectToUpgrade({ headers }: RequestSpec, fields: Fields): string | undefined {
  const value = (name: string) => valueOf(fields, name)
  if (value('upgrade')?.toLowerCase() !== 'websocket') return wrong('Upgrade', 'websocket', value('upgrade'))
  if (!elementsOf((value('connection') ?? '').toLowerCase()).includes('upgrade'))
    return wrong('Connection', 'Upgrade', value('connection'))
  const accept = acceptOf(headers['Sec-WebSocket-Key'] ?? '')
  if (value('sec-websocket-accept') !== accept)
    return wrong('Sec-WebSocket-Accept', accept, value('sec-websocket-accept'))
  // None is spoken here, whatever the scenario's headers ask for.
  const extensions = value('sec-websocket-extensions')
  if (extensions !== undefined) return wrong('no Sec-WebSocket-Extensions', undefined, extensions)
  return objectToProtocol(headers, value('sec-websocket-protocol'))
}

function objectToProtocol(headers: RequestSpec['headers'], chosen: string | undefined): string | undefined {
  const offered = elementsOf(valueOf(Object.entries(headers).flat(), 'sec-websocket-protocol') ?? '')
  if (chosen === undefined || offered.includes(chosen)) return undefined
  return wrong('a Sec-WebSocket-Protocol that was asked for', undefined, chosen)
}

function acceptOf(key: string): string {
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64')
}

function wrong(field: string, expected: string | undefined, found: string | undefined): string {
  const wanted = expected === undefined ? field : `${field} ${JSON.stringify(expected)}`
  return `expected ${wanted}, got ${found === undefined ? 'none' : JSON.stringify(found)}`
}
