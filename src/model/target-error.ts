/** The target could not be launched, never became ready, or is not what the scenario says: exit code 4. */
export class TargetError extends Error {
  override readonly name = 'TargetError'
  /** The last lines of the target's log, where it has one. */
  readonly logTail: string

  constructor(message: string, options: { logTail?: string; cause?: unknown } = {}) {
    const logTail = options.logTail ?? ''
    super(logTail === '' ? message : `${message}\nThe last lines of its log:\n${indent(logTail)}`, {
      cause: options.cause,
    })
    this.logTail = logTail
  }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
