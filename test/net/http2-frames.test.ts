import { describe, expect, test } from 'vitest'
import { frame, goaway, ping, TYPE } from '../../src/calibrate/server/http2/frames.ts'
import { type Frame, PING, pingFrame, readSettings, watchFrames } from '../../src/net/http2-frames.ts'

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const settings = frame(TYPE.settings, 0, 0, Buffer.from([0, 3, 0, 0, 0, 7, 0, 4, 0, 1, 0, 0]))
const frames = [settings, goaway(5, 'ENHANCE_YOUR_CALM'), frame(TYPE.data, 1, 3, Buffer.from('some')), ping]
const bytes = Buffer.concat([preface, ...frames])

/** Passes the bytes on in pieces of one length. */
function passAll(pieces: number, options: Partial<Parameters<typeof watchFrames>[0]> = {}) {
  const seen: Frame[] = []
  const watch = watchFrames({ skip: preface.length, onFrame: (one) => seen.push(one), ...options })
  const passed: Buffer[] = []
  for (let at = 0; at < bytes.length; at += pieces) {
    // A chunk may be written to: each pass has its own.
    passed.push(Buffer.from(watch.pass(Buffer.from(bytes.subarray(at, at + pieces)))))
  }
  return { seen, passed: Buffer.concat(passed), watch }
}

describe.each([1, 2, 7, 9, 30, 1_000])('frames that come in pieces of %i bytes', (pieces) => {
  test('are distinguished, and pass unchanged', () => {
    const { seen, passed, watch } = passAll(pieces)
    expect(passed).toEqual(bytes)
    expect(seen.map(({ type, length }) => [type, length])).toEqual([
      [TYPE.settings, 12],
      [TYPE.goaway, 8],
      [TYPE.data, 4],
      [TYPE.ping, 8],
    ])
    expect(seen[0] && [...readSettings(seen[0])]).toEqual([
      [3, 7],
      [4, 65_536],
    ])
    expect(watch.between()).toBe(true)
  })

  test('can be calmed, and hidden', () => {
    const { seen, passed } = passAll(pieces, { calm: true, hide: ({ type }) => type === PING })
    expect(seen[1]?.start.readUInt32BE(4)).toBe(11)
    const hidden = Buffer.from(ping)
    hidden[3] = 0xfa
    expect(passed).toEqual(Buffer.concat([preface, settings, goaway(5, 'NO_ERROR'), frames[2] ?? settings, hidden]))
  })
})

test('nothing of our own may go between the parts of a frame', () => {
  const watch = watchFrames({ onFrame: () => undefined })
  expect(watch.between()).toBe(true)
  watch.pass(settings.subarray(0, 12))
  expect(watch.between()).toBe(false)
  watch.pass(settings.subarray(12))
  expect(watch.between()).toBe(true)
  // Of a header that is not whole nothing has passed.
  expect(watch.pass(settings.subarray(0, 4))).toHaveLength(0)
  expect(watch.between()).toBe(true)
})

test('a ping of our own is a frame as others are', () => {
  const payload = Buffer.from('12345678')
  expect(pingFrame(payload)).toEqual(frame(TYPE.ping, 0, 0, payload))
})
