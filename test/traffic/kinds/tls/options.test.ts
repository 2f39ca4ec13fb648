import { describe, expect, test } from 'vitest'
import { describeProblems, load, minimal } from '../../../scenario/support.ts'

const HTTPS = 'target:\n  command: ./server\n  url: https://127.0.0.1:3000\nrestart: { steps: [{ signal: HUP }] }\n'

describe('tls traffic', () => {
  test('on an http target needs a port', () => {
    expect(describeProblems(() => load(minimal('traffic: { tls: { rate: 5/s } }\n')))).toEqual([
      '4:17  traffic.tls: found tls traffic without a port for http://127.0.0.1:3000; expected an https target, or the port on which this one speaks TLS; give it a port',
    ])
  })

  test('on an http target with a port may say how to verify', () => {
    const { traffic, target } = load(minimal('traffic: { tls: { port: 3443 } }\n', '  tls: { insecure: true }\n'))
    expect(traffic).toMatchObject([{ kind: 'tls', port: 3443 }])
    expect(target.tls.insecure).toBe(true)
    expect(describeProblems(() => load(minimal('', '  tls: { insecure: true }\n')))).toHaveLength(1)
  })

  test('on an https target needs none', () => {
    expect(load(`${HTTPS}traffic: { tls: { rate: 5/s } }\n`).traffic).toMatchObject([{ kind: 'tls', rate: 5 }])
  })
})
