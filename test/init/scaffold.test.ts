import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fillFlags } from '../../src/init/fill-flags.ts'
import { scaffoldScenario } from '../../src/init/scaffold.ts'
import { isKind, type KindName, SERVER_KINDS } from '../../src/init/server-kinds.ts'
import { readStarter } from '../../src/init/starter.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import { planScenario } from '../../src/plan/plan-scenario.ts'
import { resolveScenario, scenarioFromFlags } from '../../src/run/read-scenario.ts'
import type { RunFlags } from '../../src/scenario/flags.ts'
import { readScenario } from '../../src/scenario/read.ts'
import type { Variables } from '../../src/scenario/variables.ts'

/** The scenario that a text makes, read as `run` reads it. */
function scenarioOf(text: string): Scenario {
  const folder = mkdtempSync(join(tmpdir(), 'hitless-scaffold-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'hitless.yaml')
  writeFileSync(file, text)
  return resolveScenario(readScenario(file), variablesOf(folder))
}

function variablesOf(here: string): Variables {
  return { port: () => 18_080, address: () => '192.0.2.1:30080', run: '/run/folder', here, env: {} }
}

const HOSTILE = `sh -c 'echo "a: b # c" && exec ./server --name "{x}, [y]" \\t'`

const CASES: [string, RunFlags][] = [
  ['nothing said', {}],
  ['a command', { start: 'node server.js --port 3000', url: 'http://127.0.0.1:3000', restart: 'HUP' }],
  ['a service that runs, by pid file', { url: 'http://127.0.0.1:8080', pidFile: '/run/nginx.pid', restart: 'sigusr2' }],
  ['a service that runs, by pid', { url: 'http://127.0.0.1:8080', pid: '4711' }],
  ['a service that runs, by a command', { url: 'https://localhost:8443/app', restart: 'nginx -s reload' }],
  ['a workload', { deployment: 'web', url: 'https://shop.example' }],
  ['a workload of a cluster', { deployment: 'web', namespace: 'shop', context: 'a: b', url: 'http://${service.web}' }],
  ['a free port', { start: 'PORT=${port} ./server', url: 'http://127.0.0.1:${port}' }],
  [
    'what YAML would read otherwise',
    { start: HOSTILE, restart: 'yes', name: 'no: "way" # out', generationHeader: '*x' },
  ],
  [
    'numbers',
    { rate: '300/m', connections: '7', restarts: '12', every: '1m', sla: '0.999', confidence: 'none', name: '2024' },
  ],
]

describe('a scaffold', () => {
  test.each(CASES)('of %s is a scenario that says what the flags say', (_title, flags) => {
    const written = scenarioOf(scaffoldScenario(flags))
    const meant = scenarioFromFlags(fillFlags(flags), variablesOf(written.target.cwd))
    expect(written.target).toEqual(meant.target)
    expect(written.restart).toMatchObject({ count: meant.restart.count, everyMs: meant.restart.everyMs })
    expect(written.restart.steps.slice(0, meant.restart.steps.length)).toEqual(meant.restart.steps)
    const waits = written.restart.steps.slice(meant.restart.steps.length)
    // A rollout waits by itself.
    expect(waits).toEqual(
      flags.deployment === undefined ? [{ kind: 'wait', until: { generation: 'new' }, withinMs: 30_000 }] : [],
    )
    const [http, meantHttp] = [written, meant].map(({ traffic }) => traffic.find(({ kind }) => kind === 'http'))
    expect(http).toEqual(meantHttp)
    expect(written.sla).toMatchObject({ ...meant.sla })
    expect(written.name).toBe(flags.name ?? written.name)
  })

  test('can prove its SLA as it stands', () => {
    expect(planScenario(scenarioOf(scaffoldScenario({}))).obstacles).toEqual([])
    expect(planScenario(scenarioOf(scaffoldScenario({}))).claim.provable).toBe('yes')
  })

  test('is a scenario still when everything that it suggests is put to use', () => {
    const text = scaffoldScenario({ url: 'http://127.0.0.1:8080', restart: 'nginx -s reload' })
    const suggested = text.replaceAll(/^( *)# (requires|command|pid|generation|path|slow|sse):/gm, '$1$2:')
    const { requires, target, traffic } = scenarioOf(suggested)
    expect(requires).toEqual(['nginx'])
    expect(target).toMatchObject({
      command: 'node server.js',
      pid: { file: '/run/app.pid' },
      generation: { by: 'header', name: 'X-Version' },
    })
    expect(traffic.map(({ kind }) => kind)).toEqual(['http', 'fresh', 'keepalive', 'idle', 'slow', 'sse'])
  })
})

const LIBRARY = fileURLToPath(new URL('../../scenarios', import.meta.url))
const NAMES = Object.keys(SERVER_KINDS).filter(isKind)
/** Those that are processes of this machine. */
const LAUNCHED = NAMES.filter((kind) => kind !== 'kubernetes')

/** The scenario of the library that a kind begins with. */
function modelOf(kind: KindName): Scenario {
  const file = join(LIBRARY, SERVER_KINDS[kind].model)
  return resolveScenario(readScenario(file), variablesOf(dirname(file)))
}

describe('a scaffold of a kind of server', () => {
  test.each(NAMES)('%s has the steps, the programs and the claim of the scenario in the library', (kind) => {
    const written = scenarioOf(scaffoldScenario({}, readStarter(kind)))
    const model = modelOf(kind)
    // What writes into the run's folder is for the library's own server.
    const steps = model.restart.steps.filter(
      (step) => !('command' in step && String(step.command).includes('> /run/folder/')),
    )
    expect(written.restart.steps).toEqual(steps)
    expect(written.requires).toEqual(model.requires.filter((program) => !program.startsWith('/')))
    expect(written.sla.clients).toBe(model.sla.clients)
    expect(planScenario(written).claim.provable).toBe('yes')
  })

  test.each(LAUNCHED)('%s that hitless starts has its pid file where the library has it', (kind) => {
    const written = scenarioOf(scaffoldScenario({ start: './server', url: 'http://127.0.0.1:8080' }, readStarter(kind)))
    expect(written.target.command).toBe('./server')
    expect(written.target.pid).toEqual(modelOf(kind).target.pid)
  })

  test.each(NAMES)('%s is still a scenario when it states its generation as its comment says', (kind) => {
    const text = scaffoldScenario({}, readStarter(kind)).replace(/^( *)# generation:/m, '$1generation:')
    const { generation } = modelOf(kind).target
    // Only where a line of its configuration does it, and not the program itself, is the library's header told of.
    const header = text.includes("# In the server's configuration") ? generation : { by: 'header', name: 'X-Version' }
    expect(scenarioOf(text).target.generation).toEqual(header)
  })

  test('says how such a server is restarted, and what makes it state its generation', () => {
    const text = scaffoldScenario({}, readStarter('nginx'))
    expect(text).toMatch(/^# HUP to the master, as `nginx -s reload` does/)
    expect(text).toContain(
      "# In the server's configuration, with a value that changes with each generation: add_header X-Generation $pid always;",
    )
    expect(scenarioOf(text).target).toMatchObject({ url: 'http://127.0.0.1', pid: { file: '/run/nginx.pid' } })
  })

  test('follows what is said of it before what is usual', () => {
    const said = { url: 'http://127.0.0.1:8080', pidFile: '/run/my.pid', clients: 'strict', restart: 'QUIT' }
    const written = scenarioOf(scaffoldScenario(said, readStarter('nginx')))
    expect(written.target).toMatchObject({ url: 'http://127.0.0.1:8080', pid: { file: '/run/my.pid' } })
    expect(written.sla.clients).toBe('strict')
    expect(written.restart.steps[0]).toMatchObject({ kind: 'signal', signal: 'SIGQUIT' })
  })

  test('names the cluster and the workload, and nothing that could be launched', () => {
    const said = { context: 'staging', deployment: 'shop', restart: 'kubectl rollout restart deployment/shop' }
    const { target, restart } = scenarioOf(scaffoldScenario(said, readStarter('kubernetes')))
    expect(target).toMatchObject({
      kubernetes: { context: 'staging', namespace: 'default', kind: 'deployment', name: 'shop' },
      url: 'http://192.0.2.1:30080',
    })
    expect(restart.steps[0]).toMatchObject({ kind: 'exec', command: said.restart })
  })
})
