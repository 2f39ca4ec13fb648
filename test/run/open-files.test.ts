import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { TrafficSpec } from '../../src/model/scenario.ts'
import { checkOpenFiles, readOpenFilesLimit } from '../../src/run/open-files.ts'
import { soundScenario } from '../verdict/support.ts'

const base = { requests: [], timeoutMs: 5_000 }
const websockets = (connections: number): TrafficSpec => ({
  ...base,
  name: 'websocket',
  kind: 'websocket',
  connections,
  everyMs: 100,
})
const fresh: TrafficSpec = { ...base, name: 'fresh', kind: 'fresh', rate: 100, sources: [] }
const scenario = (...traffic: TrafficSpec[]) => ({ ...soundScenario(), traffic })
const messageOf = (...traffic: TrafficSpec[]) => checkOpenFiles(scenario(...traffic), 1_000)[0]?.message

describe('the limit of open files', () => {
  test('is what /proc/self/limits says', () => {
    const text =
      'Limit          Soft Limit  Hard Limit  Units\nMax open files            1024                 4096                 files\n'
    expect(readOpenFilesLimit(text)).toBe(1_024)
    expect(readOpenFilesLimit(text.replace('1024', 'unlimited'))).toBe(Number.POSITIVE_INFINITY)
    expect(readOpenFilesLimit('')).toBeUndefined()
  })

  test('is that of the shell which started the process', () => {
    const shell =
      "ulimit -n 321; node -e 'process.stdout.write(require(`fs`).readFileSync(`/proc/self/limits`, `utf8`))'"
    expect(readOpenFilesLimit(execFileSync('sh', ['-c', shell], { encoding: 'utf8' }))).toBe(321)
  })

  test('says nothing where all fits, or where nobody knows', () => {
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
