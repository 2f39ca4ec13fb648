import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export function hitless(...words) {
  return spawnSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...words], { cwd: ROOT, stdio: 'inherit' }).status
}

/** Runs a scenario into a folder of its own, in place of what the last run left there. */
export function runInto(folder, scenario, ...words) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(dirname(folder), { recursive: true })
  hitless('run', scenario, ...words, '--quiet', '--out', folder)
}

export function hasRun(folder) {
  return existsSync(join(folder, 'report.json'))
}

export function readReport(folder) {
  return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
}

export function readYaml(file) {
  return parse(readFileSync(file, 'utf8'))
}
