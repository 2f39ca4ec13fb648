import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Entry } from '../../src/model/entry.ts'
import { makeFolder, readReport, runCli, SCENARIOS } from '../support/cli.ts'
import { describeWith } from '../support/needs.ts'

/** All but the question whether it is ready. */
const LOGGED = `map $args $counted { ms=0 0; default 1; }
  log_format counted '$status $request_completion';
  access_log \${run}/access.log counted if=$counted;`

/**
 * The library's scenario, of which nginx keeps its own account: a line for each request, `OK` where the response was complete. Without what
 * is held open: nginx has a line for that only when it ends.
 */
function writeScenario(folder: string, clients: 'strict' | 'retrying'): string {
  const scenario = readFileSync(join(SCENARIOS, 'nginx/reload.yaml'), 'utf8')
  const conf = readFileSync(join(SCENARIOS, 'nginx/nginx.conf'), 'utf8')
  const requests = scenario.replace('${here}', join(SCENARIOS, 'nginx')).replaceAll(/^ {2}(sse|websocket): .*\n/gm, '')
  writeFileSync(join(folder, 'reload.yaml'), requests.replace('clients: retrying', `clients: ${clients}`))
  const counted = conf.replace('access_log off;', LOGGED)
  expect(counted).toContain('counted')
  writeFileSync(join(folder, 'nginx.conf'), counted)
  return join(folder, 'reload.yaml')
}

function readEntries(folder: string): Entry[] {
  const lines = readFileSync(join(folder, 'journal.ndjson'), 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line))
}

describeWith(['nginx'], 'the account of a reload and the access log of nginx', () => {
  test.each(['strict', 'retrying'] as const)('agree to the last request, %s', async (clients) => {
    const folder = makeFolder()
    const out = join(folder, 'out')
    await runCli(['run', writeScenario(folder, clients), '--out', out])
    const totals = readEntries(out).filter((entry) => entry.entry === 'total')
    const ok = totals.reduce((sum, { outcomes }) => sum + outcomes.ok, 0)
    const logged = readFileSync(join(out, 'access.log'), 'utf8').trimEnd().split('\n')
    expect(ok).toBeGreaterThan(30_000)
    expect(logged.filter((line) => line === '200 OK').length).toBe(ok)
    // Where a request never reached nginx, nginx has no line: whatever else it logged would be a response cut short.
    expect(logged.length).toBe(ok)
    expect(readReport(out).restarts.every(({ observed }) => observed)).toBe(true)
  })
})
