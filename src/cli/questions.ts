import { createInterface } from 'node:readline/promises'
import { isKind, type Kind, type KindName, SERVER_KINDS } from '../init/server-kinds.ts'
import type { RunFlags } from '../scenario/flags.ts'

/** What is to be written: flags as they would be typed, and the kind of server where it is one that the library has. */
export interface InitAnswers {
  kind?: KindName
  flags: RunFlags
}

/** Asks one question; resolves to the answer, empty where there is none. */
export type Ask = (question: string) => Promise<string>

/** What a scenario cannot do without, and what most people want to say. An empty answer leaves the default. */
export async function askForFlags(ask: Ask): Promise<InitAnswers> {
  const kind = await askForKind(ask)
  const usual: Kind['usual'] = kind === undefined ? { url: 'http://127.0.0.1:3000' } : SERVER_KINDS[kind].usual
  const place = usual.deployment === undefined ? await askForProcess(ask, usual) : await askForWorkload(ask, usual)
  const restart = kind === undefined ? await ask(RESTART) : ''
  const generationHeader = await ask('Response header that identifies the version (empty: the serving process does): ')
  const sla = await ask('Target availability (99.99%): ')
  const answers = { ...place, restart, generationHeader, sla }
  const flags = Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== ''))
  return kind === undefined ? { flags } : { kind, flags }
}

/** Without any answer the service counts as one that already runs. */
async function askForProcess(ask: Ask, usual: Kind['usual']): Promise<RunFlags> {
  const start = await ask('Command that starts the service (empty: it already runs): ')
  const url = await askForUrl(ask, usual)
  const pidFile =
    start === '' ? await ask(`File that names its main process, for signals (${usual.pidFile ?? 'none'}): `) : ''
  return { url, start, pidFile }
}

async function askForWorkload(ask: Ask, usual: Kind['usual']): Promise<RunFlags> {
  const context = await ask(`kubectl context (${usual.context}): `)
  const namespace = await ask(`Namespace (${usual.namespace}): `)
  const deployment = await ask(`Deployment (${usual.deployment}): `)
  return { context, namespace, deployment, url: await askForUrl(ask, usual) }
}

async function askForUrl(ask: Ask, usual: Kind['usual']): Promise<string> {
  const url = await ask(`Where it answers (${usual.url}): `)
  return url === '' ? usual.url : url
}

const RESTART = "How it is restarted: a signal such as HUP, or a command such as 'nginx -s reload': "

async function askForKind(ask: Ask): Promise<KindName | undefined> {
  for (;;) {
    const kind = await ask(`Kind of server (${Object.keys(SERVER_KINDS).join(', ')}; empty: another one): `)
    if (isKind(kind)) return kind
    if (kind === '') return undefined
  }
}

/** Asks on the terminal; undefined where there is none. */
export async function askOnTerminal(): Promise<InitAnswers | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await askForFlags(async (question) => (await terminal.question(question)).trim())
  } finally {
    terminal.close()
  }
}
