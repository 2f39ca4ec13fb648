import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pidFilesBeside } from '../linux/pid-file.ts'

/** What is in a folder before the launch: none of it is the target's. */
export function listEntries(folder: string): string[] {
  return attempt(() => readdirSync(folder)) ?? []
}

export interface CleanOptions {
  folder: string
  /** Names that were there before the launch. */
  before: string[]
  pidFile?: string | undefined
}

/**
 * Removes what the target left in the run's folder and is no evidence: sockets, pipes, links, folders in which nothing else
 * is left, pid files. Regular files stay. Nothing that was there before the launch is touched, nor anything outside of the folder.
 */
export function cleanFolder({ folder, before, pidFile }: CleanOptions): void {
  const old = new Set(before)
  const left = listEntries(folder).filter((name) => !old.has(name))
  for (const name of left) removeIrregular(join(folder, name))
  if (pidFile === undefined) return
  for (const path of pidFilesBeside(pidFile)) {
    const inside = relative(folder, path)
    if (!inside.startsWith('..') && !old.has(inside)) attempt(() => rmSync(path, { force: true }))
  }
}

function removeIrregular(path: string): void {
  const entry = attempt(() => lstatSync(path))
  if (!entry || entry.isFile()) return
  if (!entry.isDirectory()) {
    attempt(() => rmSync(path))
    return
  }
  for (const name of listEntries(path)) removeIrregular(join(path, name))
  // Fails, as it should, where regular files are left.
  attempt(() => rmdirSync(path))
}

/** Cleaning up must not fail a run: what cannot be removed stays. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
