import { catchError } from '../../grammar/catch-error.ts'
import { headerName, headerValue, httpMethod } from '../../grammar/http.ts'
import type { Grammar } from '../../grammar/scalar.ts'
import type { RequestSpec, SkippedRequest } from '../../model/scenario.ts'
import { plainRequest } from '../options/request.ts'
import { type HarBody, readBody } from './body.ts'
import { joinHeaders } from './headers.ts'
import { findWhyNotSent } from './not-sent.ts'
import { type HarEntry, harSchema } from './recording.ts'

export interface HarProblem {
  expected: string
  found: string
  hint?: string
}

export interface Replay {
  requests: RequestSpec[]
  /** Entries that are not replayed. */
  skipped: SkippedRequest[]
  problem?: HarProblem
}

type Recorded = HarEntry['request'] & { entry: number }

/** The requests to `origin` that a HAR file records, in their order, or what is wrong with the file. */
export function readHar(text: string, origin: string): Replay {
  const entries = parseHar(text)
  if (!Array.isArray(entries)) return failWith(entries)
  const skipped: SkippedRequest[] = []
  const recorded = entries.flatMap((entry, i): Recorded[] => {
    const why = findWhyNotSent(entry)
    if (why === undefined) return [{ ...entry.request, entry: i + 1 }]
    skipped.push(skip({ ...entry.request, entry: i + 1 }, why))
    return []
  })
  const foreign = findForeign(recorded, origin)
  if (foreign !== undefined) return failWith(foreign)
  const requests = recorded.flatMap((request) => replay(request, (why) => skipped.push(skip(request, why))))
  const problem = requests.length === 0 ? describeNone(origin, skipped) : findUnsendable(requests)
  return problem ? failWith(problem) : { requests: requests.map(({ request }) => request), skipped }
}

function failWith(problem: HarProblem): Replay {
  return { requests: [], skipped: [], problem }
}

function parseHar(text: string): HarEntry[] | HarProblem {
  const expected = 'a HAR file: JSON with log.entries'
  const json = catchError((): unknown => JSON.parse(text.replace(/^\uFEFF/, '')))
  if (json instanceof Error) return { expected, found: `found no JSON (${json.message})` }
  const { data, error } = harSchema.safeParse(json)
  if (data) return data.log.entries
  const [issue] = error.issues
  return { expected, found: `found at ${issue?.path.join('.')}: ${issue?.message}` }
}

function findForeign(recorded: readonly Recorded[], origin: string): HarProblem | undefined {
  const wrong = recorded.find(({ url }) => !URL.canParse(url))
  if (wrong !== undefined)
    return {
      expected: 'absolute URLs',
      found: `found ${JSON.stringify(wrong.url.slice(0, 80))} in entry ${wrong.entry}`,
    }
  const foreign = [...new Set(recorded.map(({ url }) => new URL(url).origin))].filter((other) => other !== origin)
  if (foreign.length === 0) return undefined
  return {
    expected: `requests to ${origin} alone`,
    found: `found requests to ${foreign.join(', ')}`,
    hint: 'name the recorded origin with har: { file, origin }, and take other entries out',
  }
}

function describeNone(origin: string, skipped: readonly SkippedRequest[]): HarProblem {
  const said = skipped.slice(0, 3).map(({ entry, what, why }) => `entry ${entry} (${what}) is left out: ${why}`)
  const found = skipped.length === 0 ? 'found no request' : `found none that can be replayed; ${said.join('; ')}`
  return { expected: `requests to ${origin} alone`, found }
}

function skip({ entry, method, url }: Recorded, why: string): SkippedRequest {
  return { entry, what: `${method} ${url.slice(0, 60)}${url.length > 60 ? '…' : ''}`, why }
}

interface Replayed {
  entry: number
  request: RequestSpec
}

function replay(recorded: Recorded, leaveOut: (why: string) => void): Replayed[] {
  const body = readBody(recorded)
  if (body.missing !== undefined) {
    leaveOut(body.missing)
    return []
  }
  return [{ entry: recorded.entry, request: describeRequest(recorded, body) }]
}

function describeRequest(
  { method, url, headers }: Recorded,
  { body, encoding, contentType }: HarBodyFound,
): RequestSpec {
  const { pathname, search } = new URL(url)
  const own = joinHeaders(headers)
  return {
    ...plainRequest(pathname + search),
    method,
    headers: contentType === undefined ? own : { ...own, 'content-type': contentType },
    ...(body !== undefined && { body }),
    ...(encoding !== undefined && { encoding }),
  }
}

type HarBodyFound = Extract<HarBody, { missing?: never }>

function findUnsendable(replayed: readonly Replayed[]): HarProblem | undefined {
  for (const { entry, request } of replayed) {
    const parts: [Grammar<string>, string][] = [
      [httpMethod, request.method],
      ...Object.keys(request.headers).map((name): [Grammar<string>, string] => [headerName, name]),
      ...Object.values(request.headers).map((value): [Grammar<string>, string] => [headerValue, value]),
    ]
    const wrong = parts.find(([grammar, part]) => !('value' in grammar.read(part)))
    const where = `${request.method} ${request.path}`
    if (wrong) return { expected: wrong[0].expected, found: `found something else in entry ${entry}, ${where}` }
  }
  return undefined
}
