import { describe, expect, test } from 'vitest'
import { composeUpgrade, objectToUpgrade } from '../../../../src/traffic/kinds/websocket/handshake.ts'
import { requestTo } from '../../../net/client-context.ts'

/** Key and answer of RFC 6455 §1.3. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
const GOOD = {
  Upgrade: 'websocket',
  Connection: 'Upgrade',
  'Sec-WebSocket-Accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
}

function object(answer: Record<string, string>, headers: Record<string, string> = {}): string | undefined {
  return objectToUpgrade(composeUpgrade(requestTo('/', { headers }), KEY), Object.entries(answer).flat())
}

describe('the answer to a WebSocket handshake', () => {
  test.each([
    ['as in RFC 6455', GOOD],
    [
      'in other letters',
      { UPGRADE: 'WebSocket', connection: 'upgrade', 'sec-websocket-accept': GOOD['Sec-WebSocket-Accept'] },
    ],
    ['with other connection options', { ...GOOD, Connection: 'keep-alive, Upgrade' }],
  ])('is good %s', (_, answer) => {
    expect(object(answer)).toBeUndefined()
  })

  test.each([
    ['no Upgrade', { ...GOOD, Upgrade: '' }, 'expected Upgrade "websocket", got ""'],
    ['another protocol', { ...GOOD, Upgrade: 'h2c' }, 'expected Upgrade "websocket", got "h2c"'],
    ['no Connection: Upgrade', { ...GOOD, Connection: 'close' }, 'expected Connection "Upgrade", got "close"'],
    [
      'the answer to another key',
      { ...GOOD, 'Sec-WebSocket-Accept': 'no' },
      'expected Sec-WebSocket-Accept "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", got "no"',
    ],
    [
      'no answer to the key',
      { Upgrade: 'websocket', Connection: 'Upgrade' },
      'expected Sec-WebSocket-Accept "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", got none',
    ],
    [
      'an extension',
      { ...GOOD, 'Sec-WebSocket-Extensions': 'permessage-deflate' },
      'expected no Sec-WebSocket-Extensions, got "permessage-deflate"',
    ],
    [
      'a subprotocol that was not asked for',
      { ...GOOD, 'Sec-WebSocket-Protocol': 'chat' },
      'expected a Sec-WebSocket-Protocol that was asked for, got "chat"',
    ],
  ])('is not good with %s', (_, answer, objection) => {
    expect(object(answer)).toBe(objection)
  })

  test('may choose a subprotocol that the scenario asks for', () => {
    const chosen = { ...GOOD, 'Sec-WebSocket-Protocol': 'chat' }
    expect(object(chosen, { 'sec-websocket-protocol': 'v2.chat, chat' })).toBeUndefined()
  })
})

test('the request of a WebSocket is a GET with its own headers, whatever the scenario has', () => {
  const request = requestTo('/', { method: 'POST', body: 'x', headers: { connection: 'close', 'X-Own': 'y' } })
  expect(composeUpgrade(request, KEY)).toEqual({
    method: 'GET',
    path: '/',
    weight: 1,
    expect: request.expect,
    headers: {
      'X-Own': 'y',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': KEY,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
    },
  })
})
