import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { worstExitCode } from '../../../src/model/exit-codes.ts'
import { makeFolder, readReport, runCli, SCENARIOS } from '../../support/cli.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const HITLESS = `${process.execPath} ${join(ROOT, 'dist/cli/main.js')}`
const SERVER = join(SCENARIOS, 'broken/server.mjs')

/** A scenario of three seconds that fails, as it expects. */
function writeScenario(folder: string): string {
  const path = join(folder, 'quick.yaml')
  const lines = [
    'name: stopped and started',
    `target: { command: 'node ${SERVER} \${port}', url: 'http://127.0.0.1:\${port}', generation: { header: X-Generation } }`,
    'traffic: { fresh: { rate: 100/s } }',
    'restart: { steps: [{ stop: { signal: KILL, within: 5s } }, { start: true }] }',
    'timing: { warmup: 300ms, baseline: 300ms, cooldown: 300ms }',
    'expect: fail',
  ]
  writeFileSync(path, lines.join('\n'))
  return path
}

interface Step {
  name?: string
  run?: string
}

function readYaml(name: string): unknown {
  return parse(readFileSync(join(ROOT, 'docs/guide/ci', name), 'utf8'))
}

function bash(script: string, env: Record<string, string>): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile('bash', ['-e', '-c', script], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
    )
  })
}

describe('on GitHub Actions', () => {
  test('a run puts its report into the summary of the step, and annotates nothing where it ends as expected', async () => {
    const folder = makeFolder()
    const summary = join(folder, 'summary.md')
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: ROOT.replace(/\/$/, '') }
    const { code, stderr } = await runCli(['run', writeScenario(folder), '--out', join(folder, 'out')], { env })
    expect(code).toBe(0)
    expect(stderr).not.toContain('::')
    expect(readFileSync(summary, 'utf8')).toContain('## FAIL: stopped and started')
  })

  test('the composite action runs its scenarios, and compares them where there is a baseline', async () => {
    const folder = makeFolder()
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test checks what it uses
    const { runs } = readYaml('action.yml') as { runs: { steps: Step[] } }
    const [run, compare] = runs.steps.map((step) => step.run ?? '')
    const env = {
      HITLESS,
      SCENARIO: writeScenario(folder),
      LABEL: 'abc',
      OUT: join(folder, 'out'),
      BASELINE: join(folder, 'out/quick'),
    }
    const first = await bash(run ?? '', env)
    expect(first).toMatchObject({ code: 0 })
    expect(readReport(join(folder, 'out/quick')).run.label).toBe('abc')
    const second = await bash(compare ?? '', env)
    // A failing run is never green, whatever the baseline did.
    expect(second.output).toContain('failed before and fails now')
    expect(second.code).toBe(1)
  })

  test.each([
    [[3, 1, 0], 1],
    [[4, 3], 4],
    [[2, 4, 1], 2],
    [[130, 2], 130],
    [[127, 0], 127],
    [[0, 0], 0],
  ])('the composite action ends with the worst exit code of its scenarios: %j', async (codes, worst) => {
    const folder = makeFolder()
    const program = join(folder, 'exit-as-named.sh')
    writeFileSync(program, 'exit "$(basename "$2" .yaml)"')
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test checks what it uses
    const { runs } = readYaml('action.yml') as { runs: { steps: Step[] } }
    const scenarios = codes.map((code) => `${code}.yaml`).join(' ')
    const env = { HITLESS: `bash ${program}`, SCENARIO: scenarios, LABEL: 'abc', OUT: join(folder, 'out') }
    expect((await bash(runs.steps[0]?.run ?? '', env)).code).toBe(worst)
    expect(worstExitCode(codes.filter((code) => code !== 127))).toBe(worst === 127 ? 0 : worst)
  })
})

test('the template of GitLab runs its scenario where its reports are looked for', async () => {
  const folder = makeFolder()
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test checks what it uses
  const { '.hitless': job } = readYaml('gitlab.yml') as {
    '.hitless': { script: string[]; artifacts: { reports: Record<string, string> } }
  }
  const env = { HITLESS, SCENARIO: writeScenario(folder), CI_COMMIT_SHORT_SHA: 'abc', OUT: join(folder, 'out') }
  const script = job.script.filter((line) => line !== 'npm ci').join('\n')
  expect(await bash(script, env)).toMatchObject({ code: 0 })
  const files = Object.values(job.artifacts.reports).map((path) => path.replace('$OUT', env.OUT))
  expect(files.filter((path) => !existsSync(path))).toEqual([])
})

test('a collector that cannot be reached is a warning, and no verdict', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '2000' }
  const folder = makeFolder()
  const { code, stderr } = await runCli(['run', writeScenario(folder), '--out', join(folder, 'out')], { env })
  expect(stderr).toContain('warning: the report could not be sent over OTLP')
  expect(code).toBe(0)
})
