import { EXIT } from './exit-codes.ts'

/** The run's folder cannot take what the run has to write: a mistake of usage. */
export class OutputError extends Error {
  override name = 'OutputError'
  readonly exitCode = EXIT.usage
}

/** An OutputError that says what could not be done with which path, why, and what to do; the system's error is its cause. */
export function cannot(action: string, path: string, cause: unknown, remedy: string): OutputError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new OutputError(`cannot ${action} ${path}: ${why}. ${remedy}`, { cause })
}
