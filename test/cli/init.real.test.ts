import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../src/linux/ports.ts'
import { makeFolder, readReport, runCli, SCENARIOS } from '../support/cli.ts'
import { describeWith } from '../support/needs.ts'

/** Somebody's own, which knows nothing of hitless. */
const OWN_NGINX = `pid FOLDER/my.pid; error_log FOLDER/error.log; events {}
http {
  access_log off;
  client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy; fastcgi_temp_path FOLDER/fastcgi;
  uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
  server { listen 127.0.0.1:PORT; location / { return 200 "mine\\n"; } }
}`

describe('hitless init', () => {
  test('writes what runs as it stands', { timeout: 90_000 }, async () => {
    const cwd = makeFolder()
    const start = `node ${join(SCENARIOS, 'node/cluster.mjs')} \${port} 1`
    const words = ['--start', start, '--url', 'http://127.0.0.1:${port}', '--generation-header', 'X-Generation']
    const written = await runCli(['init', ...words, '--restarts', '1', '--sla', '99%'], { cwd })
    expect(written).toMatchObject({ code: 0, stderr: '' })
    expect(written.stdout).toContain('hitless run hitless.yaml')
    const run = await runCli(['run', 'hitless.yaml', '--out', 'out', '--quiet'], { cwd })
    const report = readReport(join(cwd, 'out'))
    expect(run.code).toBe(report.verdict.exitCode)
    // Whether a busy machine lets it be proven is not the file's doing.
    expect(report.restarts.map(({ observed, drained }) => [observed, drained])).toEqual([[true, true]])
    expect(report.traffic.map(({ kind }) => kind)).toEqual(['http', 'fresh', 'keepalive', 'idle'])
    for (const { attempts } of report.traffic) expect(attempts).toBeGreaterThan(0)
  })

  test('knows no other kinds than those of the library', async () => {
    const { code, stderr } = await runCli(['init', '--kind', 'iis'], { cwd: makeFolder() })
    expect(code).toBe(2)
    expect(stderr).toContain('"nginx"')
  })

  test('never overwrites', async () => {
    const cwd = makeFolder()
    expect((await runCli(['init', 'a.yaml'], { cwd })).code).toBe(0)
    const before = readFileSync(join(cwd, 'a.yaml'), 'utf8')
    const again = await runCli(['init', 'a.yaml', '--start', 'another'], { cwd })
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('a.yaml: expected a new file, but it already exists')
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(before)
  })

  test('says what is wrong before it writes anything', async () => {
    const cwd = makeFolder()
    const { code, stderr } = await runCli(['init', '--rate', '5'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('--rate: found "5", a number without a unit')
    expect((await runCli(['init'], { cwd })).code).toBe(0)
    const nowhere = await runCli(['init', 'no/such/folder.yaml'], { cwd })
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('no/such/folder.yaml: ENOENT') })
  })
})

describeWith(['nginx'], 'hitless init of a kind of server', () => {
  test('writes what runs with a server that is there', { timeout: 90_000 }, async () => {
    const cwd = makeFolder()
    const port = await freePort()
    writeFileSync(join(cwd, 'my.conf'), OWN_NGINX.replaceAll('FOLDER', cwd).replaceAll('PORT', String(port)))
    const start = `exec "$(command -v nginx)" -c ${join(cwd, 'my.conf')}`
    const place = ['--start', start, '--url', `http://127.0.0.1:${port}`, '--pid-file', join(cwd, 'my.pid')]
    const written = await runCli(['init', '--kind', 'nginx', ...place, '--restarts', '1', '--sla', '99%'], { cwd })
    expect(written).toMatchObject({ code: 0, stderr: '' })
    const run = await runCli(['run', 'hitless.yaml', '--out', 'out', '--quiet'], { cwd })
    const report = readReport(join(cwd, 'out'))
    expect(run.code).toBe(report.verdict.exitCode)
    expect(report.restarts.map(({ observed, drained }) => [observed, drained])).toEqual([[true, true]])
    expect(report.outcomes.refused).toBe(0)
  })
})
