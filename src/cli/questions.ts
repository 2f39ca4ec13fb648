import { createInterface } from 'node:readline/promises'
import type { RunFlags } from '../scenario/flags.ts'

/** Asks one question; resolves to the answer, empty where there is none. */
export type Ask = (question: string) => Promise<string>

/** What a scenario cannot do without, and what most people want to say. An empty answer leaves the default. */
export async function askForFlags(ask: Ask): Promise<RunFlags> {
  const start = await ask('Command that starts the service (empty: it already runs): ')
  const url = await ask('Where it answers (http://127.0.0.1:3000): ')
  const pidFile = start === '' ? await ask('File that names its main process, for signals (empty: none): ') : ''
  const restart = await ask("How it is restarted: a signal such as HUP, or a command such as 'nginx -s reload': ")
  const generationHeader = await ask('Response header that tells versions apart (empty: the serving process does): ')
  const sla = await ask('Wanted availability (99.99%): ')
  // Whoever answers nothing at all still says that the service already runs.
  const answers = { url: url === '' ? 'http://127.0.0.1:3000' : url, start, pidFile, restart, generationHeader, sla }
  return Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== ''))
}

/** Asks on the terminal; undefined where there is none. */
export async function askOnTerminal(): Promise<RunFlags | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await askForFlags(async (question) => (await terminal.question(question)).trim())
  } finally {
    terminal.close()
  }
}
