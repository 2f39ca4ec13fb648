/** What a person must know about a step that failed. Each is a part of a sentence; `remedy` is a sentence. */
export interface StepFailure {
  /** What went wrong: "no process received SIGHUP". */
  what: string
  expected: string
  found: string
  /** What to do about it. */
  remedy: string
  /** It was to signal a process, and none received the signal. */
  undelivered?: true
}

/** A restart step did not do what it says. The restart, and with it the sequence, ends here. */
export class StepError extends Error {
  override name = 'StepError'
  readonly undelivered: true | undefined

  constructor({ what, expected, found, remedy, undelivered }: StepFailure, cause?: unknown) {
    // What was found may be a whole sentence from elsewhere.
    const message = `${what}: expected ${expected}, found ${found.replace(/\.$/, '')}. ${remedy}`
    super(message, cause === undefined ? undefined : { cause })
    this.undelivered = undelivered
  }
}

/** The code of a system error, such as `ENOENT`; undefined for all else. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
