import { PROC, readProcFile } from './proc-file.ts'

/** The environment variable by which what a run launched is found again. */
export const MARKER = 'HITLESS_RUN'

/** Parses /proc/PID/environ and returns the marker's value. nginx and others write their title over it, and then it is gone. */
export function parseMarker(environ: string): string | undefined {
  const prefix = `${MARKER}=`
  return environ
    .split('\0')
    .find((line) => line.startsWith(prefix))
    ?.slice(prefix.length)
}

export function readMarker(pid: number, proc: string = PROC): string | undefined {
  const environ = readProcFile(`${proc}/${pid}/environ`)
  return environ === undefined ? undefined : parseMarker(environ)
}
