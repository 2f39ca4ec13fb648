/** A journal that cannot be read: not written by a run, or changed or damaged afterwards. Its message says where and how. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
}
