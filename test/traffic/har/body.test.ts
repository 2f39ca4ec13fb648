import { expect, test } from 'vitest'
import { readBody } from '../../../src/traffic/har/body.ts'
import { type HarRequest, harSchema } from '../../../src/traffic/har/recording.ts'

const MULTIPART = 'multipart/form-data; boundary=----X1'

function request(postData: unknown, headers: Record<string, string> = {}, bodySize?: number): HarRequest {
  const named = Object.entries(headers).map(([name, value]) => ({ name, value }))
  const one = { method: 'POST', url: 'http://a.example/', headers: named, postData, bodySize }
  const [entry] = harSchema.parse({ log: { entries: [{ request: one }] } }).log.entries
  if (entry === undefined) throw new Error('no entry')
  return entry.request
}

test('a form with a file is multipart, with the boundary that its header has', () => {
  const params = [
    { name: 'title', value: 'a b' },
    { name: 'f"', value: 'file content', fileName: 'a.txt', contentType: 'text/plain' },
  ]
  expect(readBody(request({ mimeType: MULTIPART, params, text: '' }, { 'Content-Type': MULTIPART }))).toEqual({
    body:
      '------X1\r\nContent-Disposition: form-data; name="title"\r\n\r\na b\r\n' +
      '------X1\r\nContent-Disposition: form-data; name="f%22"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nfile content\r\n' +
      '------X1--\r\n',
  })
})

test('a boundary that was not recorded is chosen, and the header names it', () => {
  const read = readBody(request({ mimeType: 'multipart/form-data', params: [{ name: 'a', value: 'b' }] }))
  const [, boundary] =
    /^multipart\/form-data; boundary=(----hitless\w{24})$/.exec(('contentType' in read && read.contentType) || '') ?? []
  expect(read.body).toBe(`--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--${boundary}--\r\n`)
})

test('other forms', () => {
  const params = [{ name: 'q', value: 'a b' }, { name: 'r' }]
  expect(readBody(request({ mimeType: 'application/x-www-form-urlencoded', params }))).toEqual({ body: 'q=a+b&r=' })
  expect(readBody(request({ mimeType: 'text/plain', params }))).toEqual({ body: 'q=a b\r\nr=\r\n' })
})

test('bytes, in base64 or as characters, are sent as bytes', () => {
  const base64 = Buffer.from([0xff, 0, 0x41]).toString('base64')
  expect(readBody(request({ text: base64, encoding: 'base64' }))).toEqual({ body: base64, encoding: 'base64' })
  expect(readBody(request({ text: '\xff\0A' }, {}, 3))).toEqual({ body: base64, encoding: 'base64' })
})

test('text is sent as it is, also an empty one', () => {
  expect(readBody(request({ text: 'ä€' }, { 'Content-Length': '5' }))).toEqual({ body: 'ä€' })
  expect(readBody(request({ text: '' }, {}, 0))).toEqual({ body: '' })
  expect(readBody(request(undefined, {}, 0))).toEqual({})
})

test.each([
  [
    'a file without content',
    request({ mimeType: MULTIPART, params: [{ name: 'f', fileName: 'a.txt' }] }),
    'the content of its file a.txt is not in the recording',
  ],
  [
    'no body where there was one',
    request(undefined, { 'Content-Length': '900' }),
    'its body of 900 bytes is not in the recording',
  ],
  [
    'bytes that were replaced',
    request({ text: 'a\ufffdb' }, {}, 3),
    'its body had 3 bytes, and the recorded text has 5',
  ],
  ['a body that was cut', request({ text: 'abc' }, {}, 4_000), 'its body had 4000 bytes, and the recorded text has 3'],
  ['no base64', request({ text: '{"a":1}', encoding: 'base64' }), 'its body says that it is in base64, and is not'],
  ['another encoding', request({ text: 'abc', encoding: 'hex' }), 'its body is recorded in the unknown encoding hex'],
  [
    'compressed',
    request({ text: 'abc' }, { 'Content-Encoding': 'gzip' }),
    'its body was compressed (gzip), and is recorded as text',
  ],
])('%s is not known', (_, one, missing) => {
  expect(readBody(one)).toEqual({ missing })
})
