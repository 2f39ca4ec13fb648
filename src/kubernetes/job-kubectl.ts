/** The user's kubectl, bound to the context and the namespace in which the Job runs. */
export interface Kubectl {
  /** Runs it to its end and gives its standard output. Rejects with what it said. */
  run(args: readonly string[], abort: AbortSignal): Promise<string>
  /** Runs it, and again whenever it ends; each line of its output is handed on. */
  stream(args: readonly string[], onLine: (line: string) => void, onAgain: () => void): { close(): void }
}
