import { PROC, readProcFile } from './proc-file.ts'

/** Parses /proc/PID/cmdline: arguments that end in NUL, or a title that the program wrote over them. */
export function parseCmdline(text: string): string {
  return text.replace(/\0+$/, '').replaceAll('\0', ' ').trim()
}

/** The command line of a process; undefined where it has none (any more): kernel threads, and processes about to end. */
export function readCommand(pid: number, proc: string = PROC): string | undefined {
  return parseCmdline(readProcFile(`${proc}/${pid}/cmdline`) ?? '') || undefined
}
