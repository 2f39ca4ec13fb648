import { closeSync, type Dir, opendirSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs'

/** Where the kernel's process file system is mounted, proc(5). A parameter everywhere, so that tests can use a recorded tree. */
export const PROC = '/proc'

/** The text of a file below /proc; undefined where it is not there, or its process ended meanwhile, or it may not be read. */
export function readProcFile(path: string): string | undefined {
  return orUndefined(() => readFileSync(path, 'latin1'))
}

const room = Buffer.alloc(16_384)

/** As `readProcFile`, at half its price, for files that are short and come in one piece: those of a process, loadavg. */
export function readShortProcFile(path: string): string | undefined {
  return orUndefined(() => {
    const file = openSync(path, 'r')
    try {
      return room.toString('latin1', 0, readSync(file, room))
    } finally {
      closeSync(file)
    }
  })
}

/** A file below /proc that is read again and again: kept open, which leaves a third of the price. */
export interface KeptFile {
  /** The text as it is now; undefined where it cannot be read. */
  read(): string | undefined
  close(): void
}

export function keepProcFile(path: string): KeptFile {
  const file = orUndefined(() => openSync(path, 'r'))
  return {
    read() {
      if (file === undefined) return undefined
      return orUndefined(() => room.toString('latin1', 0, readSync(file, room, 0, room.length, 0)))
    },
    close() {
      if (file !== undefined) closeSync(file)
    },
  }
}

/** The names in a folder below /proc; empty where it cannot be read. */
export function listProcFolder(path: string): string[] {
  return orUndefined(() => readdirSync(path)) ?? []
}

/** As `listProcFolder`, name by name, for folders with thousands of names. */
export function* walkProcFolder(path: string): Generator<string> {
  const folder = orUndefined(() => opendirSync(path))
  if (folder === undefined) return
  try {
    for (let name = nextName(folder); name !== undefined; name = nextName(folder)) yield name
  } finally {
    folder.closeSync()
  }
}

function nextName(folder: Dir): string | undefined {
  return orUndefined(() => folder.readSync()?.name)
}

export function readProcLink(path: string): string | undefined {
  return orUndefined(() => readlinkSync(path))
}

/** Processes end between two system calls all the time, so every error of /proc means "nothing to be seen there". */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
