import { describe, expect, test } from 'vitest'
import { examine } from '../../src/doctor/examine.ts'
import type { Machine } from '../../src/doctor/machine.ts'
import { howToGet } from '../../src/doctor/packages.ts'
import type { Check } from '../../src/model/checkup.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import type { KnownTraffic } from '../../src/traffic/index.ts'
import { soundScenario } from '../verdict/support.ts'

const FILES: Record<string, string> = {
  '/proc/self/stat': '1 (node)',
  '/proc/1/stat': '1 (init)',
  '/proc/net/tcp': 'sl local_address',
  '/proc/self/limits': 'Max open files            20000                20000                files',
  '/proc/sys/net/ipv4/ip_local_port_range': '32768\t60999',
  '/proc/sys/net/core/somaxconn': '4096',
  '/proc/sys/net/ipv4/tcp_migrate_req': '0',
  '/proc/sys/net/ipv4/tcp_abort_on_overflow': '0',
}

/** A machine that lacks nothing, with some of its files changed, or gone. */
function machine(files: Record<string, string | undefined> = {}, more: Partial<Machine> = {}): Machine {
  const all: Record<string, string | undefined> = { ...FILES, ...files }
  return {
    node: 'v22.3.0',
    platform: 'linux',
    processors: 2,
    read: (path) => all[path],
    missing: () => [],
    contexts: () => ['staging', 'production'],
    ...more,
  }
}

function find(what: string, of: Machine, wanted: Scenario[] = [], library: Scenario[] = []): Check | undefined {
  return examine(of, wanted, library).checks.find((check) => check.what === what)
}

const fresh = (rate: number, sources: string[] = []): KnownTraffic => ({
  name: 'fresh',
  kind: 'fresh',
  rate,
  sources,
  requests: [],
  timeoutMs: 5000,
})

function scenario(more: Partial<Scenario>): Scenario {
  return { ...soundScenario(), ...more }
}

test('a machine that lacks nothing has nothing to mend', () => {
  const { ready, checks } = examine(machine(), [soundScenario()], [])
  expect(ready).toBe(true)
  expect(checks.map(({ status, what }) => [status, what])).toEqual([
    ['good', 'Node'],
    ['good', '/proc'],
    ['good', 'processors'],
    ['good', 'open files'],
    ['good', 'client ports'],
    ['good', 'net.core.somaxconn'],
    ['note', 'net.ipv4.tcp_migrate_req'],
  ])
})

test('a machine without any of these files is another system, and can be used', () => {
  const none = Object.fromEntries(Object.keys(FILES).map((path) => [path, undefined]))
  const { ready, checks } = examine(machine(none, { platform: 'darwin' }), [], [])
  expect(ready).toBe(true)
  expect(checks.map(({ status, what }) => [status, what])).toEqual([
    ['good', 'Node'],
    ['warning', '/proc'],
    ['good', 'processors'],
    ['note', 'open files'],
  ])
})

describe('what is found', () => {
  test.each([
    ['v20.18.9', 'missing'],
    ['v20.19.0', 'good'],
    ['v18.20.0', 'missing'],
    ['v24.0.0', 'good'],
  ] as const)('of Node %s: %s', (node, status) => {
    expect(find('Node', machine({}, { node }))?.status).toBe(status)
  })

  test.each([
    ['/proc', { '/proc/1/stat': undefined }, {}, /only your own processes/],
    ['/proc', { '/proc/net/tcp': undefined }, {}, /sockets are not/],
    ['processors', {}, { processors: 1 }, /compete for it/],
    ['open files', { '/proc/self/limits': 'Max open files  256  4096  files' }, {}, /^up to 256$/],
    ['client ports', { '/proc/sys/net/ipv4/ip_local_port_range': '60000 60999' }, {}, /^1,000 .* 16 new connections/],
    ['net.core.somaxconn', { '/proc/sys/net/core/somaxconn': '128' }, {}, /^128 \(maximum/],
    ['net.ipv4.tcp_abort_on_overflow', { '/proc/sys/net/ipv4/tcp_abort_on_overflow': '1' }, {}, /resets connections/],
  ] as const)('%s: a warning', (what, files, more, found) => {
    const check = find(what, machine(files, more))
    expect(check).toMatchObject({ status: 'warning', found: expect.stringMatching(found) })
  })

  test('a kernel that moves requests to another listener needs no advice', () => {
    const check = find('net.ipv4.tcp_migrate_req', machine({ '/proc/sys/net/ipv4/tcp_migrate_req': '1' }))
    expect(check?.status).toBe('note')
    expect(check?.remedy).toBeUndefined()
  })
})

describe('what scenarios need', () => {
  const lacking = machine({}, { missing: (programs) => programs.filter((name) => name === 'haproxy') })
  const both = scenario({ name: 'one', requires: ['nginx', 'haproxy'] })

  test('and is not there keeps those from being run that are wanted, with the way to get it', () => {
    expect(find('haproxy', lacking, [both])).toEqual({
      status: 'missing',
      what: 'haproxy',
      found: 'not found; needed by one',
      remedy: "apt-get install haproxy (Debian, Ubuntu), or your distribution's equivalent",
    })
    expect(find('nginx', lacking, [both])).toMatchObject({ status: 'good' })
    expect(examine(lacking, [both], []).ready).toBe(false)
  })

  test('is a note where they only could be run', () => {
    const library = ['a', 'b', 'c', 'd', 'e'].map((name) => scenario({ name, requires: ['haproxy'] }))
    expect(find('haproxy', lacking, [], library)).toMatchObject({
      status: 'note',
      found: 'not found; needed by a, b, c and 2 more',
    })
    expect(examine(lacking, [], library).ready).toBe(true)
  })

  test('on open files is reported before a run would report it', () => {
    const base = { name: 'ws', requests: [], timeoutMs: 5000 }
    const websocket: KnownTraffic = { ...base, kind: 'websocket', connections: 30_000, everyMs: 100 }
    const wide = scenario({ name: 'wide', traffic: [websocket] })
    expect(find('open files for wide', machine(), [wide])).toMatchObject({
      status: 'missing',
      found: 'holds 30000 connections, and a process may have 20000 files open here',
      remedy: expect.stringContaining('ulimit -n 30100'),
    })
    const slow = scenario({ name: 'slow', traffic: [fresh(4_000)] })
    expect(find('open files for slow', machine(), [slow])?.status).toBe('warning')
  })

  test('of ports counts where the target is not on loopback, and for each address', () => {
    const remote = (traffic: KnownTraffic) =>
      scenario({ name: 'far', target: { ...soundScenario().target, url: 'http://192.0.2.1' }, traffic: [traffic] })
    const found = (traffic: KnownTraffic) => find('client ports for far', machine(), [remote(traffic)])?.found
    expect(found(fresh(471))).toBe('fresh opens 471 connections per second, and an address has ports for 470')
    expect(found(fresh(470))).toBeUndefined()
    expect(found(fresh(471, ['192.0.2.7', '192.0.2.8']))).toBeUndefined()
    expect(examine(machine(), [scenario({ traffic: [fresh(471)] })], []).checks).toHaveLength(7)
  })
})

test.each([
  ['nginx', /^apt-get install nginx-light /],
  ['go', /^apt-get install golang-go /],
  ['haproxy', /^apt-get install haproxy /],
  ['pm2', /^npm install --global pm2$/],
  ['my-own-server', /^install it as its documentation says/],
])('how to get %s', (program, how) => {
  expect(howToGet(program)).toMatch(how)
})

/** A scenario whose workload is meant in such a context. */
const inContext = (context?: string): Scenario => {
  const { target, ...rest } = soundScenario()
  const workload = { namespace: 'shop', kind: 'deployment', name: 'web' } as const
  return { ...rest, target: { ...target, kubernetes: { ...workload, ...(context !== undefined && { context }) } } }
}

describe('a cluster', () => {
  test.each<[string, string | undefined, string[], Check['status'], string]>([
    ['by a context that kubectl knows', 'staging', ['staging'], 'good', 'context staging'],
    ['by one that it does not know', 'prod', ['staging'], 'missing', 'kubectl knows staging, and not prod'],
    ['by whichever is current', undefined, ['a', 'b'], 'note', 'the current context; kubectl knows a, b'],
    ['without any', undefined, [], 'missing', 'kubectl knows no context'],
  ])('is found %s', (_, context, contexts, status, found) => {
    const check = find('cluster for test', machine({}, { contexts: () => contexts }), [inContext(context)])
    expect(check).toMatchObject({ status, found })
  })

  test('is not looked for without kubectl, which is listed among the programs, nor where none is meant', () => {
    const without = machine({}, { missing: (programs) => [...programs] })
    expect(find('cluster for test', without, [inContext('staging')])).toBeUndefined()
    expect(find('cluster for test', machine(), [soundScenario()])).toBeUndefined()
  })
})
