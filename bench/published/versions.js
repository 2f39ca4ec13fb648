import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'

/** `nginx-light 1.22.1-9`: the Debian packages that the scenarios' programs come from, and what npm and Node bring. */
export function findVersions(strategies) {
  const programs = [...new Set(strategies.flatMap(({ scenario }) => scenario.requires ?? []))]
  const packages = programs.map((program) => packageOf(program)).filter((one) => one !== undefined)
  return [...new Set([`Node ${process.versions.node}`, ...packages])].toSorted((a, b) => a.localeCompare(b))
}

/** Where a program is, as `requires` of a scenario names it; undefined where it is not. */
export function findProgram(program) {
  if (program.startsWith('/')) return existsSync(program) ? program : undefined
  return readOutput('sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin command -v ${program}`])
}

/** `nginx-light 1.22.1-9`. */
export function packageOf(program) {
  const path = findProgram(program)
  if (!path) return undefined
  const real = realpathSync(path)
  return npmPackageOf(real) ?? debianPackageOf(real, path)
}

function debianPackageOf(real, path) {
  const owner = readOutput('dpkg', ['-S', real]) ?? readOutput('dpkg', ['-S', path])
  if (owner === undefined) return undefined
  return readOutput('dpkg-query', ['-W', '-f', '${Package} ${Version}', owner.split(/[:,]/)[0]])
}

function npmPackageOf(path) {
  const folder = /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0]
  if (folder === undefined) return undefined
  const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  return `${name} ${version}`
}

function readOutput(command, words) {
  try {
    return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || undefined
  } catch {
    return undefined
  }
}

/** `Linux 6.1, 2 cores, 24 GiB`. */
export function describeMachine({ os, cpus, memoryBytes }) {
  return `${/^\S+ \d+\.\d+/.exec(os)?.[0] ?? os}, ${cpus} cores, ${Math.round(memoryBytes / 2 ** 30)} GiB`
}
