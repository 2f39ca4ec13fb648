import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { scenarioFromFlags } from '../../src/run/read-scenario.ts'
import { ScenarioError } from '../../src/scenario/errors/scenario-error.ts'
import type { RunFlags } from '../../src/scenario/flags.ts'
import { load, variables } from './support.ts'

const from = (flags: RunFlags) => scenarioFromFlags(flags, variables())
const messageOf = (flags: RunFlags) => {
  try {
    from(flags)
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split('\n')
    throw error
  }
  throw new Error('expected a ScenarioError, and there was none')
}

const URL_FLAG = { url: 'http://127.0.0.1:3000' }

test('a launched target with a signal', () => {
  const scenario = from({
    start: 'node server.js ${port}',
    url: 'http://127.0.0.1:${port}/app?x=1',
    restart: 'HUP',
    sla: '99.9%',
  })
  expect(scenario).toMatchObject({
    name: 'run',
    target: {
      command: 'node server.js 18000',
      url: 'http://127.0.0.1:18000/app?x=1',
      cwd: '/scenarios',
      ready: { by: 'http', path: '/app?x=1' },
    },
    restart: { count: 1, everyMs: 5000, steps: [{ kind: 'signal', signal: 'SIGHUP', to: 'main' }] },
    sla: { availability: 0.999, confidence: 0.95, clients: 'strict', require: ['replaced'] },
  })
  expect(scenario.file).toBeUndefined()
})

test('every flag has its place', () => {
  const scenario = from({
    ...URL_FLAG,
    name: 'my run',
    pidFile: 'app.pid',
    ready: '/healthz',
    generationHeader: 'X-Gen',
    rate: '100/s',
    connections: '3',
    restart: 'nginx -s reload',
    restarts: '4',
    every: '9s',
    sla: '99%',
    confidence: 'none',
    clients: 'retrying',
  })
  expect(scenario).toMatchObject({
    name: 'my run',
    target: {
      pid: { file: '/scenarios/app.pid' },
      ready: { path: '/healthz' },
      generation: { by: 'header', name: 'X-Gen' },
    },
    restart: { count: 4, everyMs: 9000, steps: [{ kind: 'exec', command: 'nginx -s reload', withinMs: 30_000 }] },
    sla: { availability: 0.99, confidence: null, clients: 'retrying' },
  })
  expect(scenario.traffic[0]).toMatchObject({ kind: 'http', connections: 3, rate: 100 })
  expect(scenario.traffic.map(({ kind }) => kind)).toEqual(['http', 'fresh', 'keepalive'])
})

test.each([
  ['HUP', 'signal'],
  ['SIGUSR2', 'signal'],
  ['hup', 'signal'],
  ['hupp', 'exec'],
  ['HUP me', 'exec'],
])('--restart %s is a step of kind %s', (restart, kind) => {
  expect(from({ ...URL_FLAG, pid: '4711', restart }).restart.steps.map((step) => step.kind)).toEqual([kind])
})

test('a command needs no process', () => {
  expect(from({ ...URL_FLAG, restart: 'systemctl reload app' }).target.pid).toBeUndefined()
})

test('the same scenario as its text', () => {
  const flags = from({ ...URL_FLAG, name: 'x', pid: '4711', restart: 'USR2', every: '7s' })
  const { file: _, text: __, ...again } = load(flags.text)
  const { text: ___, ...first } = flags
  expect({ ...again, target: { ...again.target, cwd: '' } }).toEqual({ ...first, target: { ...first.target, cwd: '' } })
  expect(parse(flags.text)).toMatchObject({ restart: { every: '7s' } })
})

describe('mistakes name their flag', () => {
  test.each<[RunFlags, string[]]>([
    [
      {},
      [
        '--url: missing; expected an http or https URL such as http://127.0.0.1:${port}',
        "--restart: missing; expected a signal such as HUP, or a command such as 'nginx -s reload'",
      ],
    ],
    [
      { ...URL_FLAG, restart: 'HUP' },
      ['--restart: found neither; expected --pid, --pid-file or --start, which say who gets signals'],
    ],
    [{ ...URL_FLAG, restart: '' }, ['--restart: found empty text; expected a command line']],
    [{ ...URL_FLAG, restart: 'x', pid: 'x' }, ['--pid: found "x"; expected a process id such as 4711']],
    [
      { ...URL_FLAG, restart: 'x', pid: '1', pidFile: 'x' },
      [
        '--pid-file: found --pid and --pid-file; expected one way to name the process',
        '--pid: found "1"; expected a process id such as 4711',
      ],
    ],
    [{ ...URL_FLAG, restart: 'x', pidFile: '' }, ['--pid-file: found empty text; expected the path of a pid file']],
    [{ ...URL_FLAG, restart: 'x', start: ' ' }, ['--start: found empty text; expected a command line']],
    [
      { ...URL_FLAG, restart: 'x', sla: '100%' },
      [
        '--sla: found 100%, which no number of requests can prove; expected an availability below 100% as long as there is a confidence; add --confidence none to compare observed values alone',
      ],
    ],
    [
      { ...URL_FLAG, restart: 'x', rate: '5' },
      [
        '--rate: found "5", a number without a unit; expected a rate above zero such as 5000/s, 300/m or 60/h; did you mean 5/s?',
      ],
    ],
    [
      { ...URL_FLAG, restart: 'x', restarts: '-1' },
      ['--restarts: found "-1"; expected a number of restarts, at least 1'],
    ],
    [
      { ...URL_FLAG, restart: 'x', generationHeader: 'a b' },
      ['--generation-header: found "a b"; expected the name of a header such as Accept'],
    ],
    [
      { ...URL_FLAG, restart: 'x', ready: 'healthz' },
      ['--ready: found "healthz"; expected a path that begins with / such as /search?q=a; did you mean /healthz?'],
    ],
    [
      { ...URL_FLAG, restart: 'kill ${pid}' },
      [
        '--restart: unknown variable ${pid}; expected one of ${port}, ${port.NAME}, ${run}, ${here}, ${env.NAME}, ${service.NAME}, ${ingress.NAME}; to keep it for the shell or the server write $${pid}',
      ],
    ],
  ])('%j', (flags, expected) => {
    expect(messageOf(flags)).toEqual(expected)
  })
})
