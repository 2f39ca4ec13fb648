import type { RequestSpec } from '../../model/scenario.ts'
import { headerName, headerValue, method } from '../grammar/http.ts'
import type { Grammar } from '../grammar/scalar.ts'
import { plainRequest } from './request.ts'

/** The part of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) that is replayed. */
interface HarRequest {
  method: string
  url: string
  headers?: { name: string; value: string }[]
  postData?: { text?: string; params?: { name: string; value?: string }[] }
}

export interface HarProblem {
  expected: string
  found: string
  hint?: string
}

/** The requests to `origin` that a HAR file records, in their order, or what is wrong with the file. */
export function readHar(text: string, origin: string): { requests: RequestSpec[]; problem?: HarProblem } {
  const recorded = parseHar(text)
  if (!Array.isArray(recorded)) return { requests: [], problem: recorded }
  const foreign = [...new Set(recorded.map(({ url }) => originOf(url)))].filter((other) => other !== origin)
  if (recorded.length === 0 || foreign.length > 0) return { requests: [], problem: describeForeign(origin, foreign) }
  const requests = recorded.map((request) => replay(request))
  const problem = findUnsendable(requests)
  return problem ? { requests: [], problem } : { requests }
}

function parseHar(text: string): HarRequest[] | HarProblem {
  const expected = 'a HAR file: JSON with log.entries'
  try {
    const entries = (JSON.parse(text.replace(/^\uFEFF/, '')) as { log?: { entries?: unknown } }).log?.entries
    if (!Array.isArray(entries)) return { expected, found: 'found no log.entries' }
    const requests = entries.map((entry) => (entry as { request?: HarRequest } | null)?.request)
    const broken = requests.findIndex(
      (request) => typeof request?.url !== 'string' || typeof request.method !== 'string',
    )
    if (broken >= 0) return { expected, found: `found entry ${broken} without a method and a url` }
    return requests as HarRequest[]
  } catch (error) {
    return { expected, found: `found no JSON (${(error as Error).message})` }
  }
}

function describeForeign(origin: string, foreign: string[]): HarProblem {
  const expected = `requests to ${origin} alone`
  if (foreign.length === 0) return { expected, found: 'found no request' }
  const found = `found requests to ${foreign.join(', ')}`
  return { expected, found, hint: 'name the recorded origin with har: { file, origin }, and take other entries out' }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url
}

function replay({ method: verb, url, headers = [], postData }: HarRequest): RequestSpec {
  const { pathname, search } = new URL(url)
  const body = postData?.text ?? encodeForm(postData?.params)
  const request = { ...plainRequest(pathname + search), method: verb, headers: joinHeaders(headers) }
  return body === undefined ? request : { ...request, body }
}

function encodeForm(params: { name: string; value?: string }[] | undefined): string | undefined {
  if (params === undefined || params.length === 0) return undefined
  return new URLSearchParams(params.map(({ name, value = '' }) => [name, value])).toString()
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

function joinHeaders(headers: { name: string; value: string }[]): Record<string, string> {
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
      [method, request.method],
      ...Object.keys(request.headers).map((name): [Grammar<string>, string] => [headerName, name]),
      ...Object.values(request.headers).map((value): [Grammar<string>, string] => [headerValue, value]),
    ]
    const wrong = parts.find(([grammar, part]) => !('value' in grammar.read(part)))
    if (wrong)
      return { expected: wrong[0].expected, found: `found something else in ${request.method} ${request.path}` }
  }
  return undefined
}
