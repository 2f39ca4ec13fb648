import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { cannot, OutputError } from '../model/output-error.ts'
import { EVIDENCE, FORMATS } from '../report/formats.ts'
import { takeLock } from './run-lock.ts'

const LOCK = 'hitless.lock'
const CHOOSE = 'Choose another folder with --out.'

/** A folder that belongs to one run until it is released. */
export interface RunFolder {
  /** Absolute. */
  path: string
  /** Lets others have the folder. Synchronous, harmless when called twice: fit for an exit handler. */
  release(): void
}

/**
 * Creates the folder of a run, or takes one that holds no run yet, for this process alone, and finds out whether everything
 * that the run will write can be written there.
 *
 * @throws OutputError where it cannot, another run is using it, or it holds an earlier run, which is never overwritten
 */
export function claimRunFolder(path: string): RunFolder {
  const folder = resolve(path)
  createFolder(folder)
  const release = lockFolder(folder)
  try {
    refuseEarlierRun(folder)
    tryToWrite(folder)
  } catch (error) {
    release()
    throw error
  }
  return { path: folder, release }
}

function createFolder(folder: string): void {
  try {
    makeWithParents(folder)
  } catch (cause) {
    throw cannot('create the folder', folder, cause, CHOOSE)
  }
}

/** Node's own `recursive` never ends where a file system such as /proc denies that a folder exists which it cannot make. */
function makeWithParents(folder: string): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) makeWithParents(parent)
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  }
}

function lockFolder(folder: string): () => void {
  const path = join(folder, LOCK)
  let lock: ReturnType<typeof takeLock>
  try {
    lock = takeLock(path)
  } catch (cause) {
    throw cannot('write into', folder, cause, CHOOSE)
  }
  if (typeof lock !== 'string') return lock.release
  const remedy = `Wait for that run to end, or choose another folder with --out; if no hitless runs there any more, delete ${path}.`
  throw new OutputError(`another run is using ${folder}: its lock is held by ${lock}. ${remedy}`)
}

function refuseEarlierRun(folder: string): void {
  const found = [...EVIDENCE, ...FORMATS.map(({ file }) => file)].find((file) => existsSync(join(folder, file)))
  if (found === undefined) return
  const remedy = 'Runs are not overwritten: choose another folder with --out, or move that one away.'
  throw new OutputError(`${folder} holds the ${found} of an earlier run. ${remedy}`)
}

/** Writes a byte under a name of every file to come: what has no room or no permission says so now. */
function tryToWrite(folder: string): void {
  for (const file of [...EVIDENCE, ...FORMATS.map((format) => format.file)]) {
    const path = join(folder, file)
    try {
      const handle = openSync(path, 'wx')
      try {
        writeSync(handle, '\n')
      } finally {
        closeSync(handle)
        rmSync(path, { force: true })
      }
    } catch (cause) {
      throw cannot('write', path, cause, CHOOSE)
    }
  }
}
