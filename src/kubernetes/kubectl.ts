import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { limitTime } from '../model/time-limit.ts'

/** How long one call may take: an API server that cannot be reached is waited for much longer by kubectl itself. */
const CALL_MS = 60_000
/** How long one may take that keeps this program from ending. */
const NOW_MS = 10_000
/** From the end of a stream until it is opened again. */
const AGAIN_MS = 500

/** kubectl ended with another exit code than 0, or could not be started. The message is what it printed. */
export class KubectlError extends Error {
  override readonly name = 'KubectlError'
}

/** The user's kubectl, bound to a context and a namespace. */
export interface Kubectl {
  /** Runs it to its end and gives its standard output. Rejects with KubectlError, or with the abort's reason. */
  run(args: readonly string[], abort: AbortSignal): Promise<string>
  /** Runs it, and again whenever it ends; each line of its output is handed on. */
  stream(args: readonly string[], onLine: (line: string) => void, onAgain: () => void): { close(): void }
  /** Runs it to its end at once, whatever comes of it: fit for an exit handler. */
  runNow(args: readonly string[]): void
  /** The command as a person would write it. */
  show(args: readonly string[]): string
}

/** @param options what stands before the command: `--context`, `--namespace` */
export function bindKubectl(options: readonly string[]): Kubectl {
  return {
    run: (args, abort) => call([...options, ...args], abort),
    stream: (args, onLine, onAgain) => keepStreaming([...options, ...args], onLine, onAgain),
    runNow: (args) => void spawnSync('kubectl', [...options, ...args], { stdio: 'ignore', timeout: NOW_MS }),
    show: (args) => ['kubectl', ...options, ...args].join(' '),
  }
}

async function call(args: readonly string[], abort: AbortSignal): Promise<string> {
  abort.throwIfAborted()
  const { signal, close } = limitTime(abort, CALL_MS)
  const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const kill = (): void => void child.kill('SIGKILL')
  signal.addEventListener('abort', kill, { once: true })
  try {
    const [output, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), exitCode(child)])
    signal.throwIfAborted()
    if (code === 0) return output
    throw new KubectlError(complaint.trim() || `it ended with exit code ${code}`)
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof KubectlError ? error : new KubectlError(describe(error), { cause: error })
  } finally {
    close()
  }
}

async function exitCode(child: ReturnType<typeof spawn>): Promise<number | null> {
  // Rejects with the error where it could not be started.
  await once(child, 'exit')
  return child.exitCode
}

function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'kubectl was not found on the PATH'
  return error instanceof Error ? error.message : String(error)
}

/** The API server ends each watch after half an hour or an hour (`--min-request-timeout`), and kubectl with it. */
function keepStreaming(
  args: readonly string[],
  onLine: (line: string) => void,
  onAgain: () => void,
): { close(): void } {
  let child: ReturnType<typeof spawn> | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false
  function open(): void {
    const opened = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'ignore'] })
    child = opened
    createInterface({ input: opened.stdout }).on('line', (line) => closed || onLine(line))
    opened.on('error', () => {})
    opened.on('close', () => {
      if (closed) return
      timer = setTimeout(() => {
        open()
        onAgain()
      }, AGAIN_MS)
    })
  }
  open()
  return {
    close() {
      closed = true
      clearTimeout(timer)
      child?.kill()
    },
  }
}
