import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { z } from 'zod'
import { headersSchema, httpMethod, statuses, urlOrPath } from '../../grammar/http.ts'
import { map } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import { text } from '../../grammar/words.ts'
import type { RestartStep } from '../../model/scenario.ts'
import { withTimeLimit } from '../../model/time-limit.ts'
import type { StepContext } from '../context.ts'
import { awaitLocalPort } from '../local-port.ts'
import { defineStep, type StepPlace } from '../step.ts'
import { errorText, StepError } from '../step-error.ts'

export interface HttpStep extends RestartStep {
  kind: 'http'
  method: string
  url: string
  headers: Record<string, string>
  body?: string
  status: { from: number; to: number }[]
  withinMs: number
}

const httpSchema = map(
  {
    method: scalar(httpMethod, 'The method.').prefault('POST'),
    url: scalar(urlOrPath, "Absolute, or a path at the target's own address."),
    headers: headersSchema.prefault({}),
    body: scalar(text, 'Body to send.').exactOptional(),
    expect: map(
      { status: statuses('Expected statuses; with others the step fails.').prefault('2xx') },
      'What counts as done.',
    ).prefault({}),
    within: scalar(positiveDuration, 'How long it may take.').prefault('10s'),
  },
  'Calls an admin API.',
)

function buildHttp(written: z.output<typeof httpSchema>, place: StepPlace): HttpStep {
  const { method: verb, headers, body, expect, within } = written
  const url = new URL(written.url, place.target.url).href
  const request = { method: verb, url, headers, ...(body === undefined ? {} : { body }) }
  return { kind: 'http', ...request, status: expect.status, withinMs: within }
}

/** How much of a response's body is kept for the message, in characters. */
const BODY_KEPT = 400

export function nameHttp({ method, url }: HttpStep): string {
  return `http ${method} ${url}`
}

/**
 * Makes one request to an admin API, on a connection of its own, and reads the whole response. Takes
 * `http://unix:/path/to/socket:/path` for a Unix socket, as nginx and curl's users write it.
 */
export async function runHttp(step: HttpStep, context: StepContext): Promise<string> {
  let answer: Answer
  try {
    answer = await awaitLocalPort(context, step.withinMs, () =>
      withTimeLimit(step.withinMs, context.abort, (signal) => exchange(step, context, signal)),
    )
  } catch (error) {
    context.abort.throwIfAborted()
    throw unanswered(error, step)
  }
  const { status } = answer
  if (step.status.some(({ from, to }) => status >= from && status <= to)) return `status ${status}`
  throw unexpected(answer, step)
}

interface Answer {
  status: number
  body: string
}

async function exchange(step: HttpStep, context: StepContext, signal: AbortSignal): Promise<Answer> {
  const request = openRequest(step, context, signal)
  request.end(step.body)
  const response = await new Promise<IncomingMessage>((accept, reject) => {
    request.once('response', accept)
    request.on('error', reject)
  })
  let body = ''
  response.setEncoding('utf8')
  for await (const part of response) body = (body + part).slice(0, BODY_KEPT)
  return { status: response.statusCode ?? 0, body }
}

function openRequest({ url, method, headers }: HttpStep, { tls }: StepContext, signal: AbortSignal): ClientRequest {
  const options: RequestOptions = { method, headers, agent: false, signal }
  const { protocol, hostname, pathname, search } = new URL(url)
  if (hostname === 'unix') {
    const [socketPath, path = ''] = pathname.split(':', 2)
    return requestHttp({
      ...options,
      socketPath,
      path: `${path || '/'}${search}`,
      headers: { host: 'localhost', ...headers },
    })
  }
  if (protocol === 'http:') return requestHttp(url, options)
  const trust = { rejectUnauthorized: !tls.insecure, ...(tls.ca === undefined ? {} : { ca: tls.ca }) }
  return requestHttps(url, { ...options, ...trust })
}

function unexpected({ status, body }: Answer, { method, url, status: expected }: HttpStep): StepError {
  const ranges = expected.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`))
  return new StepError({
    what: `${method} ${url} was not accepted`,
    expected: `status ${ranges.join(' or ')}`,
    found: body === '' ? `status ${status}` : `status ${status} with ${JSON.stringify(body)}`,
    remedy: 'Correct the request, or list the status under `status` if it is a good one.',
  })
}

function unanswered(error: unknown, { method, url, withinMs }: HttpStep): StepError {
  return new StepError(
    {
      what: `${method} ${url} was not answered`,
      expected: `a complete response within ${withinMs} ms`,
      found: errorText(error),
      remedy: 'Check the url, that the admin API is enabled, and that it survives the restart that it starts.',
    },
    error,
  )
}

export const httpStep = defineStep({
  traits: { command: true },
  schema: httpSchema,
  build: buildHttp,
  name: nameHttp,
  run: runHttp,
})
