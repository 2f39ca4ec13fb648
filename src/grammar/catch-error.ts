/** What `make` makes, or the error it ends with. */
export function catchError<T>(make: () => T): T | Error {
  try {
    return make()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** The code of a system error, such as ENOENT; the message of any other. */
export function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.message
}
