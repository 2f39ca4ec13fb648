import { describe, expect, test } from 'vitest'
import { checkOpenFiles } from '../../src/run/open-files.ts'
import type { KnownTraffic } from '../../src/traffic/index.ts'
import { soundScenario } from '../verdict/support.ts'

const base = { requests: [], timeoutMs: 5_000 }
const websockets = (connections: number): KnownTraffic => ({
  ...base,
  name: 'websocket',
  kind: 'websocket',
  connections,
  everyMs: 100,
})
const fresh: KnownTraffic = { ...base, name: 'fresh', kind: 'fresh', rate: 100, sources: [] }
const scenario = (...traffic: KnownTraffic[]) => ({ ...soundScenario(), traffic })
const messageOf = (...traffic: KnownTraffic[]) => checkOpenFiles(scenario(...traffic), 1_000)[0]?.message

describe('the limit of open files', () => {
  test('says nothing where all fits, or where it is unknown', () => {
    expect(checkOpenFiles(scenario(websockets(400), fresh), 1_000)).toEqual([])
    expect(checkOpenFiles(scenario(websockets(400_000)), undefined)).toEqual([])
    expect(checkOpenFiles(scenario(websockets(400_000)), Number.POSITIVE_INFINITY)).toEqual([])
  })

  test('warns where it may be too low, and says of what', () => {
    expect(messageOf(websockets(401), fresh)).toMatch(
      /^a process may have 1000 files open here, and the traffic may need 1001 open files .*"ulimit -n 1001"/,
    )
    expect(messageOf(websockets(999))).toMatch(/may need 1099 open files/)
  })

  test('refuses connections that can never fit, and says how to raise it', () => {
    const both = scenario(websockets(600), { ...websockets(400), name: 'more' })
    expect(() => checkOpenFiles(both, 1_000)).toThrow(
      /traffic: holds 1000 connections, and a process may have 1000 files open here; .*"ulimit -n 1100"/,
    )
  })
})
