import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { leftoversOf, makeFolder, readReport, runCli, SCENARIOS, startCli } from '../support/cli.ts'

const NODE = join(SCENARIOS, 'node/rolling-restart.yaml')
const SERVER = 'node -e \'require("http").createServer((q,r)=>r.end()).listen(${port},"127.0.0.1")\''

/** A scenario file of the test's own: a good one, with some lines changed. */
function writeScenario(folder: string, changes: Record<string, string> = {}): string {
  const lines = {
    target: `  command: ${JSON.stringify(SERVER)}\n  url: http://127.0.0.1:\${port}`,
    traffic: '  fresh: { rate: 20/s }',
    restart: '  steps: [{ signal: HUP }]',
    ...changes,
  }
  const file = join(folder, 'scenario.yaml')
  writeFileSync(
    file,
    `name: a try\n${Object.entries(lines)
      .map(([key, text]) => `${key}:\n${text}\n`)
      .join('')}`,
  )
  return file
}

describe('a mistake in a scenario: exit code 2, its place, and nothing is started or written', () => {
  test.each([
    ['unknown key', { traffic: '  fresh: { rte: 20/s }' }, /scenario\.yaml:6:12 .*rte.*did you mean "rate"/s],
    ['wrong unit', { traffic: '  fresh: { rate: 20ms }' }, /scenario\.yaml:6:18 .*20ms/s],
    ['rate 0', { traffic: '  fresh: { rate: 0/s }' }, /scenario\.yaml:6:18 /],
    ['count -1', { restart: '  count: -1\n  steps: [{ signal: HUP }]' }, /scenario\.yaml:8:10 /],
    ['unknown signal', { restart: '  steps: [{ signal: HUPP }]' }, /scenario\.yaml:8:21 .*did you mean "HUP"/s],
  ])('%s', async (_title, changes, message) => {
    const folder = makeFolder()
    const { code, stderr } = await runCli(['run', writeScenario(folder, changes), '--out', join(folder, 'out')])
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
    expect(existsSync(join(folder, 'out'))).toBe(false)
  })
})

/** hitless as it is installed for a user: with its dependencies, and without what is optional. Returns the path of its program. */
function installAlone(folder: string): string {
  cpSync('dist', join(folder, 'dist'), { recursive: true })
  cpSync('package.json', join(folder, 'package.json'))
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true })
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))
  }
  return join(folder, 'dist/cli/main.js')
}

describe('where @grpc/grpc-js is not installed', () => {
  test('gRPC traffic is answered with how to get it: exit code 2, and nothing is started or written', async () => {
    const folder = makeFolder()
    const file = writeScenario(folder, { traffic: '  grpc:' })
    const out = join(folder, 'out')
    const { code, stderr } = await runCli(['run', file, '--out', out], { cli: installAlone(folder) })
    expect(stderr).toMatch(
      /scenario\.yaml  traffic\.grpc: @grpc\/grpc-js is not installed; .*npm install @grpc\/grpc-js/,
    )
    expect(code).toBe(2)
    expect(existsSync(out)).toBe(false)
  })

  test('other traffic runs', async () => {
    const folder = makeFolder()
    const timing = 'sla: { drain: 1s }\ntiming: { warmup: 100ms, baseline: 100ms, cooldown: 100ms, grace: 1s }'
    const file = writeScenario(folder, { restart: `  steps: [{ wait: 100ms }]\n${timing}` })
    const { code } = await runCli(['run', file, '--out', join(folder, 'out')], { cli: installAlone(folder) })
    // Nothing was restarted.
    expect(code).toBe(3)
    expect(readReport(join(folder, 'out')).outcomes.ok).toBeGreaterThan(0)
  })
})

test.each([
  ['empty', '', /journal\.ndjson: the journal is empty/],
  ['no journal', '{"a":1}\n', /journal\.ndjson:1: expected a journal/],
])('a journal that is %s says so, and proves nothing: exit code 3', async (_title, text, message) => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'journal.ndjson'), text)
  const { code, stderr } = await runCli(['report', folder])
  expect(stderr).toMatch(message)
  expect(stderr).not.toMatch(/bug in hitless/)
  expect(code).toBe(3)
})

describe('a target that can not be launched: exit code 4, and nothing of it is left', () => {
  const url = '\n  url: http://127.0.0.1:${port}'
  test.each([
    ['a missing program', `  command: no-such-program\n${url.slice(1)}`, /no-such-program/],
    ['one that exits at once', `  command: sh -c 'echo cannot go on; exit 3'${url}`, /exit.* 3[\s\S]*cannot go on/],
    ['one that never listens', `  command: sleep 60${url}\n  ready: { within: 1s }`, /not ready|within 1/],
    [
      'a pid file that never comes',
      `  command: ${JSON.stringify(SERVER)}${url}\n  pid: { file: '\${run}/no.pid' }\n  ready: { within: 1s }`,
      /no\.pid within 1000 ms, but there is no such file/,
    ],
    [
      'a pid file with rubbish in it',
      `  command: ${JSON.stringify(`echo rubbish > \${run}/server.pid; ${SERVER}`)}${url}\n  pid: { file: '\${run}/server.pid' }\n  ready: { within: 1s }`,
      /server\.pid within 1000 ms, but found "rubbish/,
    ],
  ])('%s', async (_title, target, message) => {
    const folder = makeFolder()
    const out = join(folder, 'out')
    const { code, stderr } = await runCli(['run', writeScenario(folder, { target }), '--out', out])
    expect(stderr).toMatch(message)
    expect(code).toBe(4)
    expect(await leftoversOf(out)).toEqual([])
  })

  test('a port that is taken, and by whom', async () => {
    const server = createServer().listen(18_231, '127.0.0.1')
    try {
      const folder = makeFolder()
      const words = ['run', '--start', 'sleep 60', '--url', 'http://127.0.0.1:18231', '--restart', 'HUP']
      const { code, stderr } = await runCli([...words, '--out', join(folder, 'out')])
      expect(stderr).toMatch(new RegExp(`18231[\\s\\S]*${process.pid}`))
      expect(code).toBe(4)
    } finally {
      server.close()
    }
  })
})

test('a target that disregards its stop signal is ended all the same', async () => {
  const folder = makeFolder()
  const deaf = SERVER.replace("-e '", '-e \'process.on("SIGTERM",()=>{});process.on("SIGHUP",()=>{});')
  const target = `  command: ${JSON.stringify(deaf)}\n  url: http://127.0.0.1:\${port}\n  stop: { signal: TERM, within: 500ms }`
  const timing = 'sla: { drain: 1s }\ntiming: { warmup: 100ms, baseline: 100ms, cooldown: 100ms, grace: 1s }'
  const file = writeScenario(folder, { target, restart: `  steps: [{ signal: HUP }]\n${timing}` })
  const { code } = await runCli(['run', file, '--out', join(folder, 'out')])
  expect(code).toBe(3)
  expect(await leftoversOf(join(folder, 'out'))).toEqual([])
})

test('two runs at once in one folder: the second is turned away', async () => {
  const folder = makeFolder()
  const first = startCli(['run', NODE, '--out', folder])
  await first.said('warm-up')
  const second = await runCli(['run', NODE, '--out', folder])
  expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('another run is using') })
  first.child.kill('SIGINT')
  await first.ended
  expect(readReport(folder).run.interrupted).toBe(true)
})

test('a folder that can not be made, because a file is in its way', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'file'), '')
  const { code, stderr } = await runCli(['run', NODE, '--out', join(folder, 'file', 'out')])
  expect(stderr).toContain('cannot create the folder')
  expect(code).toBe(2)
})

const isRoot = process.getuid?.() === 0

test.skipIf(!isRoot)('a disk that fills up during the run [needs root, to mount a small one]', async () => {
  const folder = makeFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder])
  try {
    const { code, stderr, stdout } = await runCli(['run', NODE, '--out', folder])
    expect(stderr + stdout).toMatch(/ENOSPC|no space/i)
    expect(code).toBe(3)
    expect(readdirSync(folder)).toContain('journal.ndjson')
    expect(await leftoversOf(folder)).toEqual([])
    // With room again, everything up to that moment can be told, and is.
    execFileSync('mount', ['-o', 'remount,size=16m', folder])
    const again = await runCli(['report', folder])
    expect(again).toMatchObject({ code: 3, stderr: '', stdout: expect.stringMatching(/or its disk\s+was full/) })
    const report = readReport(folder)
    expect(report.run).toMatchObject({ complete: false, interrupted: false })
    expect(report.verdict.reasons[0]?.code).toBe('journal-incomplete')
    expect(report.sla.attempts).toBeGreaterThan(0)
  } finally {
    execFileSync('umount', [folder])
  }
})
