import { describe, expect, test } from 'vitest'
import type { Checkup } from '../../src/model/checkup.ts'
import { makeFolder, runCli, writeYaml } from '../support/cli.ts'

const SCENARIO = {
  name: 'odd',
  target: { command: 'true', url: 'http://127.0.0.1:${port}' },
  restart: { steps: [{ signal: 'HUP' }] },
}

describe('hitless doctor', () => {
  test('finds this machine fit, and lists the library', async () => {
    const { code, stdout } = await runCli(['doctor'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^✓ Node: v\d+/)
    expect(stdout).toMatch(/nginx: (not )?found; needed by /)
    expect(stdout).toMatch(/Ready to run.*\n$/)
  })

  test('says what a scenario lacks, and how to get it; the run says where to look', async () => {
    const file = writeYaml(makeFolder(), { ...SCENARIO, requires: ['node', 'no-such-server'] })
    const { code, stdout, stderr } = await runCli(['doctor', file, '--json'])
    expect(code).toBe(1)
    const { ready, checks }: Checkup = JSON.parse(stdout)
    expect(ready).toBe(false)
    expect(checks.filter(({ status }) => status === 'missing')).toEqual([
      {
        status: 'missing',
        what: 'no-such-server',
        found: 'not found; needed by odd',
        remedy: 'install it as its documentation says, and put it on the PATH',
      },
    ])
    expect(stderr).toContain('Not ready to run: 1 missing')
    const run = await runCli(['run', file])
    expect(run.code).toBe(4)
    expect(run.stderr).toContain('no-such-server not found')
    expect(run.stderr).toContain('hitless doctor SCENARIO says how to get it')
  })

  test('reports a mistake in a scenario as a run would', async () => {
    const file = writeYaml(makeFolder(), { ...SCENARIO, requirs: ['nginx'] })
    const { code, stderr } = await runCli(['doctor', file])
    expect(code).toBe(2)
    expect(stderr).toContain('did you mean "requires"')
  })
})
