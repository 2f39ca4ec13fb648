import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { resolveScenario } from '../../src/run/read-scenario.ts'
import { readScenario } from '../../src/scenario/read.ts'
import { describeProblems, folderOf, load, minimal, problemsOf, variables } from './support.ts'

const FIXTURE = 'test/scenario/fixtures/nginx-upgrade.yaml'
const OK_STATUS = [{ from: 100, to: 499 }]
const request = (path: string) => ({ method: 'GET', path, headers: {}, weight: 1, expect: { status: OK_STATUS } })

const targetOf = (text: string) => load(minimal('', text)).target

test("the design's own example", () => {
  const source = readScenario(FIXTURE)
  const file = resolve(FIXTURE)
  expect(source).toMatchObject({ file, here: dirname(file), name: 'nginx binary upgrade' })
  expect(resolveScenario(source, variables({ here: source.here }))).toEqual({
    name: 'nginx binary upgrade',
    about: 'USR2 starts a new master on the same sockets, WINCH retires the old workers, QUIT the old master.',
    file,
    requires: ['nginx'],
    target: {
      command: `nginx -p /runs/1 -c ${dirname(file)}/nginx.conf`,
      cwd: dirname(file),
      env: {},
      files: [],
      url: 'http://127.0.0.1:18000',
      tls: { insecure: false },
      ready: { by: 'http', path: '/healthz', withinMs: 10_000 },
      pid: { file: '/runs/1/nginx.pid' },
      generation: { by: 'header', name: 'X-Generation' },
      stop: { signal: 'SIGTERM', withinMs: 10_000 },
    },
    traffic: [
      { kind: 'http', name: 'http', connections: 50, rate: 2000, requests: [request('/')], timeoutMs: 10_000 },
      { kind: 'fresh', name: 'fresh', rate: 200, sources: [], requests: [request('/')], timeoutMs: 10_000 },
      {
        kind: 'keepalive',
        name: 'keepalive',
        connections: 20,
        everyMs: 100,
        requests: [request('/')],
        timeoutMs: 10_000,
      },
      { kind: 'slow', name: 'slow', connections: 10, requests: [request('/slow?ms=3000')], timeoutMs: 30_000 },
    ],
    restart: {
      count: 3,
      everyMs: 10_000,
      steps: [
        { kind: 'signal', signal: 'SIGUSR2', to: 'main' },
        { kind: 'wait', until: { generation: 'new' }, withinMs: 10_000 },
        { kind: 'signal', signal: 'SIGWINCH', to: 'old' },
        { kind: 'signal', signal: 'SIGQUIT', to: 'old' },
      ],
    },
    timing: { warmupMs: 1000, baselineMs: 3000, cooldownMs: 3000, graceMs: 10_000 },
    sla: {
      availability: 0.9999,
      confidence: 0.95,
      clients: 'retrying',
      takeoverMs: 5000,
      drainMs: 30_000,
      restartsPerDay: 1,
      outageMs: 0,
      require: ['replaced', 'no-refusals', 'no-losses', 'connections-kept'],
    },
    expect: { verdict: 'pass', held: [], broken: [], findings: [] },
    text: readFileSync(FIXTURE, 'utf8'),
  })
})

describe('target', () => {
  test('defaults', () => {
    const { target, name, requires } = load('target: { url: http://a/b?c }\nrestart: { steps: [{ exec: x }] }\n')
    expect({ name, requires }).toEqual({ name: 's', requires: [] })
    expect(target).toMatchObject({
      ready: { by: 'http', path: '/b?c', withinMs: 10_000 },
      generation: { by: 'process' },
    })
    expect(Object.keys(target).toSorted()).toEqual(['cwd', 'env', 'files', 'generation', 'ready', 'stop', 'tls', 'url'])
  })

  test('scalars are text as they were written', () => {
    const { target } = load(minimal('', '  env: { PORT: 3000, VERSION: 1.0, MODE: 0644, YES: yes, EMPTY: "" }\n'))
    expect(target.env).toEqual({ PORT: '3000', VERSION: '1.0', MODE: '0644', YES: 'yes', EMPTY: '' })
  })

  test('readiness and generation by other signs', () => {
    expect(targetOf('  ready: { tcp: true }\n').ready).toEqual({ by: 'tcp', withinMs: 10_000 })
    expect(targetOf("  ready: { log: 'up \\d', within: 1m }\n").ready).toEqual({
      by: 'log',
      pattern: 'up \\d',
      withinMs: 60_000,
    })
    expect(targetOf("  generation: { body: 'g=(\\d+)' }\n").generation).toEqual({ by: 'body', pattern: 'g=(\\d+)' })
    expect(targetOf('  stop: { signal: SIGQUIT, within: 1s }\n').stop).toEqual({ signal: 'SIGQUIT', withinMs: 1000 })
  })

  test('paths start from the folder of the scenario', () => {
    const { target, file } = load(minimal('', '  cwd: sub\n  pid: { file: a.pid }\n  files: { x: s.yaml }\n'))
    const here = dirname(file ?? '')
    expect(target).toMatchObject({
      cwd: `${here}/sub`,
      pid: { file: `${here}/a.pid` },
      files: [{ to: 'x', from: `${here}/s.yaml` }],
    })
  })

  test('authorities are read as PEM', () => {
    const pem = readFileSync('test/scenario/fixtures/ca.pem', 'utf8')
    const text = 'target: { url: https://a, tls: { ca: ca.pem, servername: b } }\nrestart: { steps: [{ exec: x }] }\n'
    expect(load(text, { 'ca.pem': pem }).target.tls).toEqual({ ca: pem, servername: 'b', insecure: false })
    expect(problemsOf(() => load(text, { 'ca.pem': 'rubbish' }))).toMatchObject([
      { path: 'target.tls.ca', line: 1, column: 38, expected: 'a file with a certificate in PEM' },
    ])
  })
})

describe('traffic', () => {
  test('default', () => {
    expect(load(minimal()).traffic).toEqual([
      { kind: 'http', name: 'http', connections: 20, rate: 500, requests: [request('/')], timeoutMs: 10_000 },
      { kind: 'fresh', name: 'fresh', rate: 50, sources: [], requests: [request('/')], timeoutMs: 10_000 },
      {
        kind: 'keepalive',
        name: 'keepalive',
        connections: 10,
        everyMs: 100,
        requests: [request('/')],
        timeoutMs: 10_000,
      },
    ])
  })

  test('every kind with nothing said, in the order of the file', () => {
    const { traffic } = load(minimal('traffic:\n  slow:\n  idle: {}\n  keepalive:\n  fresh:\n  http:\n'))
    expect(traffic).toEqual([
      { kind: 'slow', name: 'slow', connections: 5, requests: [request('/')], timeoutMs: 30_000 },
      { kind: 'idle', name: 'idle', connections: 5, requests: [request('/')], timeoutMs: 10_000 },
      {
        kind: 'keepalive',
        name: 'keepalive',
        connections: 10,
        everyMs: 100,
        requests: [request('/')],
        timeoutMs: 10_000,
      },
      { kind: 'fresh', name: 'fresh', rate: 50, sources: [], requests: [request('/')], timeoutMs: 10_000 },
      { kind: 'http', name: 'http', connections: 50, requests: [request('/')], timeoutMs: 10_000 },
    ])
  })

  test('may have clients of its own, where connections are used again', () => {
    const { traffic, sla } = load(
      minimal('traffic: { http2: { clients: retrying }, keepalive: , grpc: { clients: strict } }\n'),
    )
    expect(traffic.map(({ clients }) => clients)).toEqual(['retrying', undefined, 'strict'])
    expect(sla.clients).toBe('strict')
    expect(describeProblems(() => load(minimal('traffic: { fresh: { clients: retrying } }\n')))).toHaveLength(1)
  })

  test('several of a kind', () => {
    const { traffic } = load(minimal('traffic: { slow: [{ name: a, path: /a }, { name: b, timeout: 1m }], fresh: }\n'))
    expect(traffic.map(({ name, kind, timeoutMs }) => [name, kind, timeoutMs])).toEqual([
      ['a', 'slow', 30_000],
      ['b', 'slow', 60_000],
      ['fresh', 'fresh', 10_000],
    ])
  })

  test('a mix', () => {
    const mix = [
      '    - { method: POST, path: /a, headers: { X-Version: 1.0 }, body: "{}", weight: 2.5, expect: { status: 2xx } }',
      '    - { expect: { status: [200, 4xx], body: { matches: "^ok" } } }',
      '    - { expect: { body: { equals: "" } } }',
      '    - { expect: { body: { contains: a } } }',
    ]
    const [http] = load(minimal(`traffic:\n  http:\n    requests:\n${mix.join('\n')}\n`)).traffic
    expect(http?.requests).toEqual([
      {
        method: 'POST',
        path: '/a',
        headers: { 'X-Version': '1.0' },
        body: '{}',
        weight: 2.5,
        expect: { status: [{ from: 200, to: 299 }] },
      },
      {
        ...request('/'),
        expect: {
          status: [
            { from: 200, to: 200 },
            { from: 400, to: 499 },
          ],
          body: { matches: '^ok' },
        },
      },
      { ...request('/'), expect: { status: OK_STATUS, body: { equals: '' } } },
      { ...request('/'), expect: { status: OK_STATUS, body: { contains: 'a' } } },
    ])
  })

  test('aliases', () => {
    const { traffic } = load(
      minimal('traffic:\n  http: { requests: &mix [{ path: /a }, { path: /b }] }\n  slow: { requests: *mix }\n'),
    )
    expect(traffic.map(({ requests }) => requests.map(({ path }) => path))).toEqual([
      ['/a', '/b'],
      ['/a', '/b'],
    ])
  })

  test('a mistake behind an alias is found where it was written', () => {
    const text = minimal('traffic:\n  http: { requests: &mix [{ pth: /a }] }\n  slow: { requests: *mix }\n')
    expect(problemsOf(() => load(text)).map(({ path, line, column }) => [path, line, column])).toEqual([
      ['traffic.http.requests[0].pth', 5, 29],
      ['traffic.slow.requests[0].pth', 5, 29],
    ])
  })
})

test('every step, short and in full', () => {
  const steps = [
    'signal: SIGHUP',
    'signal: { name: QUIT, to: { pid-file: a.pid } }',
    'exec: nginx -s reload',
    'exec: { command: x, within: 1s }',
    'http: { url: /reload?x }',
    'http: { method: PUT, url: "http://b:1/c", headers: { A: 1 }, body: x, expect: { status: [200, 204] }, within: 1s }',
    'send: { to: "unix:a.sock", data: "reload\\n" }',
    'send: { to: "tcp:[::1]:99", data: x, expect: ^ok, within: 1s }',
    'send: { to: "unix:a.sock", data: x, until: empty }',
    'write: { path: fifo, data: x }',
    'touch: /a/b',
    'start: true',
    'start: ./next',
    'start: { ready: { tcp: true, within: 1s } }',
    'stop: true',
    'stop: { to: old, signal: KILL, within: 1s }',
    'wait: 2s',
    'wait: { for: 1.5s }',
    'wait: { generation: new, within: 3s }',
    'wait: { process: old-gone }',
    'wait: { listener: closed }',
    'wait: { file: a }',
    'wait: { file: a, gone: true }',
  ]
  const { restart, file, target } = load(
    minimal(`restart:\n  steps:\n${steps.map((step) => `    - ${step}\n`).join('')}`),
  )
  const here = dirname(file ?? '')
  expect(restart.steps).toEqual([
    { kind: 'signal', signal: 'SIGHUP', to: 'main' },
    { kind: 'signal', signal: 'SIGQUIT', to: { pidFile: `${here}/a.pid` } },
    { kind: 'exec', command: 'nginx -s reload', withinMs: 30_000 },
    { kind: 'exec', command: 'x', withinMs: 1000 },
    {
      kind: 'http',
      method: 'POST',
      url: 'http://127.0.0.1:3000/reload?x',
      headers: {},
      status: [{ from: 200, to: 299 }],
      withinMs: 10_000,
    },
    {
      kind: 'http',
      method: 'PUT',
      url: 'http://b:1/c',
      headers: { A: '1' },
      body: 'x',
      status: [
        { from: 200, to: 200 },
        { from: 204, to: 204 },
      ],
      withinMs: 1000,
    },
    { kind: 'send', to: { unix: `${here}/a.sock` }, data: 'reload\n', withinMs: 10_000 },
    { kind: 'send', to: { host: '::1', port: 99 }, data: 'x', expect: '^ok', withinMs: 1000 },
    { kind: 'send', to: { unix: `${here}/a.sock` }, data: 'x', until: 'empty', withinMs: 10_000 },
    { kind: 'write', path: `${here}/fifo`, data: 'x', withinMs: 10_000 },
    { kind: 'touch', path: '/a/b' },
    { kind: 'start', ready: target.ready },
    { kind: 'start', command: './next', ready: target.ready },
    { kind: 'start', ready: { by: 'tcp', withinMs: 1000 } },
    { kind: 'stop', to: 'main', signal: 'SIGTERM', withinMs: 10_000 },
    { kind: 'stop', to: 'old', signal: 'SIGKILL', withinMs: 1000 },
    { kind: 'wait', until: { ms: 2000 }, withinMs: 2000 },
    { kind: 'wait', until: { ms: 1500 }, withinMs: 1500 },
    { kind: 'wait', until: { generation: 'new' }, withinMs: 3000 },
    { kind: 'wait', until: { process: 'old-gone' }, withinMs: 10_000 },
    { kind: 'wait', until: { listener: 'closed' }, withinMs: 10_000 },
    { kind: 'wait', until: { file: `${here}/a`, present: true }, withinMs: 10_000 },
    { kind: 'wait', until: { file: `${here}/a`, present: false }, withinMs: 10_000 },
  ])
})

test('nothing of what was read is shared between two runs', () => {
  const source = readScenario(FIXTURE)
  const first = resolveScenario(source, variables({ here: source.here, run: '/a' }))
  const second = resolveScenario(source, variables({ here: source.here, run: '/b' }))
  expect([first.target.pid, second.target.pid]).toEqual([{ file: '/a/nginx.pid' }, { file: '/b/nginx.pid' }])
})

describe('reading', () => {
  test.each([
    ['no such file', 'nowhere.yaml', 'there is no such file', 'ENOENT'],
    ['a folder', '.', "it can't be read (EISDIR)", 'EISDIR'],
  ])('%s', (_, name, found, code) => {
    const folder = folderOf({})
    const read = () => readScenario(`${folder}/${name}`)
    expect(problemsOf(read)).toMatchObject([{ file: resolve(folder, name), expected: 'a scenario file', found }])
    expect(read).toThrow(expect.objectContaining({ cause: expect.objectContaining({ code }) }))
  })

  test.each([
    ['a: [1\nb: 2\n', 2, 1],
    ['a: b: c\n', 1, 4],
    ['a: "b\n', 2, 1],
    ['a: 1\n---\nb: 1\n', 2, 1],
    ['a: !!int 5\n', 1, 4],
  ])('%j is no YAML, said once', (text, line, column) => {
    const folder = folderOf({ 's.yaml': text })
    expect(problemsOf(() => readScenario(`${folder}/s.yaml`))).toMatchObject([{ line, column, expected: 'YAML' }])
  })

  test('an alias of nothing', () => {
    expect(describeProblems(() => load(minimal('about: *nowhere\n')))).toContain(
      '4:8  about: found no such anchor; expected an alias of an anchor that stands before it',
    )
  })

  test('aliases without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
    for (const [name, other] of ['ba', 'cb', 'dc', 'ed', 'fe'] as const)
      bomb.push(`${name}: &${name} [${`*${other}, `.repeat(10)}]`)
    for (const text of [bomb.join('\n'), 'a: &a [*a]\n']) {
      const folder = folderOf({ 's.yaml': text })
      expect(problemsOf(() => readScenario(`${folder}/s.yaml`))).toMatchObject([
        { expected: 'aliases that come to an end' },
      ])
    }
  })

  test('Windows line ends and a byte order mark', () => {
    const text = `\uFEFF${minimal('timing: { warmup: 5 }\n').replaceAll('\n', '\r\n')}`
    expect(problemsOf(() => load(text))).toMatchObject([{ line: 4, column: 19, path: 'timing.warmup' }])
    expect(load(`\uFEFF${minimal().replaceAll('\n', '\r\n')}`).target.command).toBe('./server')
  })

  test('keys that are no names', () => {
    const problems = problemsOf(() => load(minimal('? [a]\n: b\n__proto__: x\nconstructor: y\n')))
    expect(problems.map(({ path, found }) => [path, found])).toEqual([
      ['[…]', 'unknown key'],
      ['__proto__', 'unknown key'],
      ['constructor', 'unknown key'],
    ])
  })

  test('JSON is YAML', () => {
    const json = JSON.stringify({
      target: { url: 'http://a', command: 'b' },
      restart: { count: 2, steps: [{ start: true }] },
    })
    expect(load(json).restart).toMatchObject({ count: 2, steps: [{ kind: 'start' }] })
  })
})
