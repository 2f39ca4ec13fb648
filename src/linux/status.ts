import { PROC, readShortProcFile } from './proc-file.ts'

/** The text of /proc/PID/status, proc_pid_status(5), for `findField`; undefined where it cannot be read. */
export function readStatus(pid: number, proc: string = PROC): string | undefined {
  return readShortProcFile(`${proc}/${pid}/status`)
}

/** A field of a status, such as `Tgid` or `SigCgt`; fields differ between kernels. */
export function findField(status: string, name: string): string | undefined {
  return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1]
}
