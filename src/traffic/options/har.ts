import { z } from 'zod'
import { catchError } from '../../grammar/catch-error.ts'
import { headerName, headerValue, httpMethod } from '../../grammar/http.ts'
import type { Grammar } from '../../grammar/scalar.ts'
import type { RequestSpec } from '../../model/scenario.ts'
import { plainRequest } from './request.ts'

const pairs = z.array(z.object({ name: z.string(), value: z.string().default('') }))

/** The part of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) that is replayed. */
const harSchema = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request: z.object({
          method: z.string(),
          url: z.url(),
          headers: pairs.default([]),
          postData: z.object({ text: z.string().optional(), params: pairs.default([]) }).optional(),
        }),
      }),
    ),
  }),
})

type HarRequest = z.output<typeof harSchema>['log']['entries'][number]['request']

export interface HarProblem {
  expected: string
  found: string
  hint?: string
}

/** The requests to `origin` that a HAR file records, in their order, or what is wrong with the file. */
export function readHar(text: string, origin: string): { requests: RequestSpec[]; problem?: HarProblem } {
  const recorded = parseHar(text)
  if (!Array.isArray(recorded)) return { requests: [], problem: recorded }
  const foreign = [...new Set(recorded.map(({ url }) => new URL(url).origin))].filter((other) => other !== origin)
  if (recorded.length === 0 || foreign.length > 0) return { requests: [], problem: describeForeign(origin, foreign) }
  const requests = recorded.map((request) => replay(request))
  const problem = findUnsendable(requests)
  return problem ? { requests: [], problem } : { requests }
}

function parseHar(text: string): HarRequest[] | HarProblem {
  const expected = 'a HAR file: JSON with log.entries'
  const json = catchError((): unknown => JSON.parse(text.replace(/^\uFEFF/, '')))
  if (json instanceof Error) return { expected, found: `found no JSON (${json.message})` }
  const { data, error } = harSchema.safeParse(json)
  if (data) return data.log.entries.map(({ request }) => request)
  const [issue] = error.issues
  return { expected, found: `found at ${issue?.path.join('.')}: ${issue?.message}` }
}

function describeForeign(origin: string, foreign: string[]): HarProblem {
  const expected = `requests to ${origin} alone`
  if (foreign.length === 0) return { expected, found: 'found no request' }
  const found = `found requests to ${foreign.join(', ')}`
  return { expected, found, hint: 'name the recorded origin with har: { file, origin }, and take other entries out' }
}

function replay({ method: verb, url, headers, postData }: HarRequest): RequestSpec {
  const { pathname, search } = new URL(url)
  const body = postData?.text ?? encodeForm(postData?.params)
  const request = { ...plainRequest(pathname + search), method: verb, headers: joinHeaders(headers) }
  return body === undefined ? request : { ...request, body }
}

function encodeForm(params: z.output<typeof pairs> = []): string | undefined {
  if (params.length === 0) return undefined
  return new URLSearchParams(params.map(({ name, value }): [string, string] => [name, value])).toString()
}

/** What belongs to the recorded connection and not to the request: pseudo headers of HTTP/2, and those of RFC 9110 §7.6.1. */
const SKIPPED = new Set([
  'host',
  'content-length',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'transfer-encoding',
])

function joinHeaders(headers: z.output<typeof pairs>): Record<string, string> {
  const joined = new Map<string, string>()
  for (const { name, value } of headers) {
    const key = name.toLowerCase()
    if (key.startsWith(':') || SKIPPED.has(key)) continue
    const earlier = joined.get(key)
    // RFC 9110 §5.3: a repeated header is a list; RFC 6265 §5.4: cookies are joined by semicolons.
    joined.set(key, earlier === undefined ? value : `${earlier}${key === 'cookie' ? '; ' : ', '}${value}`)
  }
  return Object.fromEntries(joined)
}

function findUnsendable(requests: RequestSpec[]): HarProblem | undefined {
  for (const request of requests) {
    const parts: [Grammar<string>, string][] = [
      [httpMethod, request.method],
      ...Object.keys(request.headers).map((name): [Grammar<string>, string] => [headerName, name]),
      ...Object.values(request.headers).map((value): [Grammar<string>, string] => [headerValue, value]),
    ]
    const wrong = parts.find(([grammar, part]) => !('value' in grammar.read(part)))
    if (wrong)
      return { expected: wrong[0].expected, found: `found something else in ${request.method} ${request.path}` }
  }
  return undefined
}
