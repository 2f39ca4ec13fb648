import type { z } from 'zod'
import { reportIssue, resolvePath } from '../../grammar/build-context.ts'
import { map } from '../../grammar/map.ts'
import { type Grammar, patternOrVariable, scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import { regex, text } from '../../grammar/words.ts'
import type { RestartStep } from '../../model/scenario.ts'
import type { StepContext } from '../context.ts'
import { type ControlSocket, converse, nameSocket, quote } from '../control-socket.ts'
import { awaitLocalPort } from '../local-port.ts'
import { defineStep, type StepPlace } from '../step.ts'
import { errorCode, errorText, StepError } from '../step-error.ts'

export interface SendStep extends RestartStep {
  kind: 'send'
  to: ControlSocket
  data: string
  /** A regular expression that the answer must match; without it the answer is not waited for. */
  expect?: string
  /** As `expect`, but the data is sent again, each time on a new connection, until the answer matches. */
  until?: string
  withinMs: number
}

const socket: Grammar<ControlSocket> = {
  expected: 'a socket such as unix:/run/app.sock, tcp:127.0.0.1:9999 or tcp:[::1]:9999',
  json: { type: 'string', pattern: patternOrVariable(String.raw`unix:.+|tcp:.+:\d+`) },
  read(written) {
    const [, unix] = /^unix:(.+)$/.exec(written) ?? []
    if (unix !== undefined) return { value: { unix } }
    const [, ipv6, name, digits] = /^tcp:(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(written) ?? []
    const host = ipv6 ?? name
    const port = Number(digits)
    if (host !== undefined && port >= 1 && port <= 65_535) return { value: { host, port } }
    return written.startsWith('/') ? { hint: `did you mean unix:${written}?` } : {}
  },
}

const sendSchema = map(
  {
    to: scalar(socket, 'The socket.'),
    data: scalar(text, 'What is sent; "\\n" in double quotes is a line break.'),
    expect: scalar(
      regex,
      'A regular expression that the answer must match; without it the step does not wait for an answer.',
    ).exactOptional(),
    until: scalar(
      regex,
      'As `expect`, but the data is sent again, each time on a new connection, until the answer matches.',
    ).exactOptional(),
    within: scalar(positiveDuration, 'How long it may take.').prefault('10s'),
  },
  'Sends bytes to a Unix or TCP socket.',
)

function buildSend(written: z.output<typeof sendSchema>, place: StepPlace): SendStep {
  const { to, data, within, ...answer } = written
  if (answer.expect !== undefined && answer.until !== undefined) {
    reportIssue(place, [...place.path, 'until'], { expected: 'one of expect and until', found: 'found both' })
  }
  const socketOf = 'unix' in to ? { unix: resolvePath(place, to.unix) } : to
  return { kind: 'send', to: socketOf, data, ...answer, withinMs: within }
}

/** From one question to the next, where the same is asked until the answer is right; and how long each may take, milliseconds. */
const ASK_AGAIN_MS = 50
const ASK_LIMIT_MS = 1000

export function nameSend({ to, until }: SendStep): string {
  return `send to ${nameSocket(to)}${until === undefined ? '' : ` until /${until}/`}`
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
    throw createFailure(error, step, answer.text)
  }
}

/** Whatever the answer is, or that there is none, may change on the next try; the last one is reported when there is no next try. */
async function sendUntil(step: SendStep, context: StepContext): Promise<string | void> {
  const deadline = context.clock.now() + step.withinMs
  let failure: unknown
  for (;;) {
    const left = deadline - context.clock.now()
    // A question that has hardly any time left would only put "nothing" in the place of the last answer.
    if (failure !== undefined && left < ASK_AGAIN_MS) throw failure
    try {
      return await sendOnce({ ...step, withinMs: Math.min(ASK_LIMIT_MS, left) }, context)
    } catch (error) {
      context.abort.throwIfAborted()
      failure = error
    }
    await context.sleep(ASK_AGAIN_MS, context.abort)
  }
}

function createFailure(error: unknown, { to, expect }: SendStep, answer: string): StepError {
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
        : 'Check `data` (most control sockets expect a final newline) and `expect`.',
    },
    error,
  )
}

export const sendStep = defineStep({
  traits: { command: true },
  schema: sendSchema,
  build: buildSend,
  name: nameSend,
  run: runSend,
})
