import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { resolve } from 'node:path'
import type { RestartStep } from '../../model/scenario.ts'
import { withTimeLimit } from '../../model/time-limit.ts'
import type { StepContext } from '../context.ts'
import { awaitLocalPort } from '../local-port.ts'
import { errorCode, errorText, StepError } from '../step-error.ts'

type SendStep = Extract<RestartStep, { kind: 'send' }>

/** How much of an answer is kept, and looked at, in characters. */
const ANSWER_KEPT = 65_536
/** How long a socket that we have finished with may stay half open, milliseconds. */
const LINGER_MS = 1000

/** From one question to the next, where the same is asked until the answer is right; and how long each may take, milliseconds. */
const ASK_AGAIN_MS = 50
const ASK_LIMIT_MS = 1000

/** What has come so far. */
interface Answer {
  text: string
}

export function nameSend({ to, until }: SendStep): string {
  return `send to ${nameSocket(to)}${until === undefined ? '' : ` until /${until}/`}`
}

function nameSocket(to: SendStep['to']): string {
  return 'unix' in to ? to.unix : `${to.host}:${to.port}`
}

/**
 * Sends bytes to a control socket and half-closes it: once the expected answer has come, or at once where none is expected.
 */
export async function runSend({ until, ...step }: SendStep, context: StepContext): Promise<string | void> {
  return until === undefined ? await sendOnce(step, context) : await sendUntil({ ...step, expect: until }, context)
}

async function sendOnce(step: SendStep, context: StepContext): Promise<string | void> {
  const answer = { text: '' }
  try {
    return await awaitLocalPort(context, step.withinMs, () => converse(step, context, answer))
  } catch (error) {
    context.abort.throwIfAborted()
    throw explain(error, step, answer.text)
  }
}

/** Whatever the answer is, or that there is none, may be otherwise the next time; the last one is told when there is no next. */
async function sendUntil(step: SendStep, context: StepContext): Promise<string | void> {
  const deadline = context.clock.now() + step.withinMs
  for (;;) {
    const left = deadline - context.clock.now()
    try {
      return await sendOnce({ ...step, withinMs: Math.min(ASK_LIMIT_MS, Math.max(1, left)) }, context)
    } catch (error) {
      context.abort.throwIfAborted()
      if (left <= ASK_AGAIN_MS) throw error
    }
    await context.sleep(ASK_AGAIN_MS, context.abort)
  }
}

async function converse(step: SendStep, { cwd, abort }: StepContext, answer: Answer): Promise<string | void> {
  const socket = 'unix' in step.to ? connect(resolve(cwd, step.to.unix)) : connect(step.to.port, step.to.host)
  collect(socket, answer)
  try {
    return await withTimeLimit(step.withinMs, abort, async (signal) => {
      signal.addEventListener('abort', () => socket.destroy(signal.reason), { once: true })
      await once(socket, 'connect')
      return await (step.expect === undefined ? tell(socket, step.data) : ask(socket, step.data, step.expect, answer))
    })
  } catch (error) {
    socket.destroy()
    throw error
  }
}

async function tell(socket: Socket, data: string): Promise<void> {
  socket.end(data)
  await once(socket, 'finish')
  linger(socket)
}

async function ask(socket: Socket, data: string, expect: string, answer: Answer): Promise<string> {
  const pattern = new RegExp(expect)
  const matched = new Promise<string>((accept, reject) => {
    socket.on('data', () => {
      const match = pattern.exec(answer.text)
      if (match !== null) accept(match[0])
    })
    socket.on('end', () => reject(new Error('the connection was closed')))
    socket.on('error', reject)
  })
  socket.write(data)
  const match = await matched
  socket.end()
  linger(socket)
  return `answer ${quote(match)}`
}

/** Reads on, as closing a socket with unread bytes resets it and may cost the peer what we sent; but holds nobody up. */
function linger(socket: Socket): void {
  socket.unref()
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref()
  socket.once('close', () => clearTimeout(timer))
}

function collect(socket: Socket, answer: Answer): void {
  socket.setEncoding('utf8')
  socket.on('data', (part: string) => {
    answer.text = (answer.text + part).slice(-ANSWER_KEPT)
  })
  // Those who wait for something hear of it themselves; afterwards nobody does.
  socket.on('error', () => undefined)
}

function explain(error: unknown, { to, expect }: SendStep, answer: string): StepError {
  const code = errorCode(error)
  const unconnected = code === 'ECONNREFUSED' || code === 'ENOENT'
  const found = answer === '' ? errorText(error) : `${quote(answer)} (${errorText(error)})`
  return new StepError(
    {
      what: `sending to ${nameSocket(to)} failed`,
      expected:
        expect === undefined || unconnected ? 'a listening socket that takes the bytes' : `an answer like /${expect}/`,
      found,
      remedy: unconnected
        ? 'Check the address, and that the server runs with this control socket enabled.'
        : 'Check `data` (most control sockets want a final newline) and `expect`.',
    },
    error,
  )
}

function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)
}
