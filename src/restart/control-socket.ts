import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { resolve } from 'node:path'
import { withTimeLimit } from '../model/time-limit.ts'
import type { StepContext } from './context.ts'

/** Where a server listens for orders. */
export type ControlSocket = { unix: string } | { host: string; port: number }

/** How much of an answer is kept, and looked at, in characters. */
const ANSWER_KEPT = 65_536
/** How long a socket that we have finished with may stay half open, milliseconds. */
const LINGER_MS = 1000

/** What has come so far. */
export interface Answer {
  text: string
}

export interface Message {
  to: ControlSocket
  data: string
  /** A regular expression that the answer must match; without it the answer is not waited for. */
  expect?: string
  withinMs: number
}

export function nameSocket(to: ControlSocket): string {
  return 'unix' in to ? to.unix : `${to.host}:${to.port}`
}

/** Sends bytes on a connection of its own and half-closes it; resolves with the answer, where one is expected. */
export async function converse(message: Message, { cwd, abort }: StepContext, answer: Answer): Promise<string | void> {
  const socket =
    'unix' in message.to ? connect(resolve(cwd, message.to.unix)) : connect(message.to.port, message.to.host)
  collect(socket, answer)
  try {
    return await withTimeLimit(message.withinMs, abort, async (signal) => {
      signal.addEventListener('abort', () => socket.destroy(signal.reason), { once: true })
      await once(socket, 'connect')
      return await (message.expect === undefined
        ? sendData(socket, message.data)
        : sendAndAwait(socket, message.data, message.expect, answer))
    })
  } catch (error) {
    socket.destroy()
    throw error
  }
}

async function sendData(socket: Socket, data: string): Promise<void> {
  socket.end(data)
  await once(socket, 'finish')
  linger(socket)
}

async function sendAndAwait(socket: Socket, data: string, expect: string, answer: Answer): Promise<string> {
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

/** Reads on, as closing a socket with unread bytes resets it and may cost the peer what we sent; but delays nothing. */
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
  // Code that waits for an answer listens for errors itself; afterwards no code does.
  socket.on('error', () => undefined)
}

export function quote(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text)
}
