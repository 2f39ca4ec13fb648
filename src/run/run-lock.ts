import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { z } from 'zod'
import { identify, isRunning } from '../linux/process-id.ts'

export interface RunLock {
  /** Gives the lock back, if it is still this one. Never throws. */
  release: () => void
}

/**
 * Takes the lock file at `path`, or takes it over from a process of this host that has died. A lock comes into being whole,
 * by link(2), and is taken over whole, by rename(2), so that it always names a process.
 *
 * @returns the lock, or its holder in words
 * @throws errors of the file system
 */
export function takeLock(path: string): RunLock | string {
  const own = JSON.stringify(describeSelf())
  const lock = { release: () => removeOwn(path, own) }
  for (;;) {
    if (createWith(path, own)) return lock
    const found = readLock(path)
    // Given back in between: try again.
    if (found === undefined) continue
    const holder = parseHolder(found)
    if (holder === undefined) return 'a file that hitless did not write'
    if (isHolderAlive(holder)) return describeLockHolder(holder)
    const taken = takeOver(path, found, own)
    if (taken !== 'changed') return taken ?? lock
  }
}

/**
 * Replaces a dead holder's lock. Only one process at a time may do so, and only while the lock is still the one that was
 * found dead. So this has a lock of its own, which survives a crash in the same way.
 *
 * @returns undefined if it was replaced, `changed` if it is another by now, or in words who is replacing it
 */
function takeOver(path: string, found: string, own: string): string | undefined {
  const guard = takeLock(`${path}.takeover`)
  if (typeof guard === 'string') return guard
  try {
    if (readLock(path) !== found) return 'changed'
    const draft = draftOf(path)
    writeFileSync(draft, own)
    renameSync(draft, path)
    return undefined
  } finally {
    guard.release()
  }
}

/** Creates `path` with this text unless it exists. */
function createWith(path: string, text: string): boolean {
  const draft = draftOf(path)
  writeFileSync(draft, text)
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function draftOf(path: string): string {
  return `${path}.${process.pid}.tmp`
}

function removeOwn(path: string, own: string): void {
  try {
    if (readLock(path) === own) rmSync(path, { force: true })
  } catch {
    // A lock that stays behind is taken over by the next run, once this process has gone.
  }
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

const holderSchema = z.object({
  pid: z.int(),
  host: z.string(),
  /** Start time of the process, field 22 of /proc/PID/stat (proc(5)); absent where there is no /proc. */
  startTicks: z.string().exactOptional(),
})

/** Who holds a lock: enough to tell a living holder from a dead one whose pid was given to another process. */
type LockHolder = z.infer<typeof holderSchema>

function describeSelf(): LockHolder {
  const startTicks = identify(process.pid)?.startTicks
  return { pid: process.pid, host: hostname(), ...(startTicks !== undefined && { startTicks: String(startTicks) }) }
}

/** The holder that a lock file names; undefined where it is no lock of ours. */
function parseHolder(text: string): LockHolder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Whether the holder still runs. A process of another host cannot be looked at, and counts as running. */
function isHolderAlive({ pid, host, startTicks }: LockHolder): boolean {
  if (host !== hostname()) return true
  return isRunning({ pid, ...(startTicks !== undefined && { startTicks: Number(startTicks) }) })
}

function describeLockHolder({ pid, host }: LockHolder): string {
  return host === hostname() ? `process ${pid}` : `process ${pid} on host ${host}, which cannot be checked from here`
}
