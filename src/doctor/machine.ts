import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { checkRequires } from '../scenario/requires.ts'

/** It only reads files. */
const KUBECTL_MS = 10_000

/** What is asked of the machine: a parameter, so that every finding can be tested without such a machine. */
export interface Machine {
  /** Such as `v20.19.0`. */
  node: string
  platform: string
  processors: number
  /** The text of a file, trimmed; undefined where it cannot be read. */
  read(path: string): string | undefined
  /** Those of the programs that are not installed. */
  missing(programs: readonly string[]): string[]
  /** The contexts that kubectl knows; none where it does not say. */
  contexts(): string[]
}

export function thisMachine(): Machine {
  return {
    node: process.version,
    platform: process.platform,
    processors: availableParallelism(),
    read(path) {
      try {
        return readFileSync(path, 'utf8').trim()
      } catch {
        return undefined
      }
    },
    missing: (programs) => checkRequires(programs),
    contexts: listContexts,
  }
}

function listContexts(): string[] {
  const args = ['config', 'get-contexts', '-o', 'name']
  const { stdout } = spawnSync('kubectl', args, { encoding: 'utf8', timeout: KUBECTL_MS })
  return (stdout ?? '').split('\n').filter((line) => line !== '')
}

/** A number in a file of /proc/sys. */
export function readNumber(machine: Machine, path: string): number | undefined {
  const text = machine.read(path)
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text)
}
