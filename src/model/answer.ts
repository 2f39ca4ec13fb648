import type { BucketEntry } from './entry.ts'
import { type GrpcStatus, isGrpcStatus } from './grpc-status.ts'

/** What an answer was, apart from what its body said. */
export interface AnswerFacts {
  /** Of HTTP; 200 of all answers that have a status of gRPC. */
  status: number
  grpcStatus?: GrpcStatus
  /** The path, or the URL on another origin, that a redirect leads to; absent where it is not followed. */
  redirect?: string
  /** The media type of a good answer, without parameters. */
  contentType?: string
  /** A good answer without a body, where one could be. */
  empty?: boolean
}

/** Head and body of an answer as its exchange saw them. */
export interface SeenAnswer {
  status?: number | undefined
  /** How a call of gRPC ended; its answers are named by that alone. */
  grpcStatus?: GrpcStatus | undefined
  /** Location of a redirect, Content-Type of a good answer; as sent. */
  about?: string | undefined
  /** No byte of a body came, where one could have. */
  empty?: boolean | undefined
}

/** A redirect: a browser goes where it leads. 304 is none, nor are the others that name no place (RFC 9110 §15.4). */
export function isRedirect(status: number): boolean {
  return (status >= 300 && status <= 303) || status === 307 || status === 308
}

/** Which field says what an answer of a status is about; undefined where that does not matter. */
export function fieldAbout(status: number): 'location' | 'content-type' | undefined {
  if (status >= 200 && status < 300) return 'content-type'
  return isRedirect(status) ? 'location' : undefined
}

/** An answer as the journal counts it: `200 text/html`, `200 text/html, empty`, `302 to /login`, `404`; of gRPC `UNAVAILABLE`. */
export function nameAnswer({ status = 0, grpcStatus, about = '', empty = false }: SeenAnswer): string {
  if (grpcStatus !== undefined) return grpcStatus
  if (isRedirect(status)) return `${status}${about === '' ? '' : ` to ${placeOf(about)}`}`
  if (status < 200 || status >= 300) return String(status)
  const type = (about.split(';')[0] ?? '').trim().toLowerCase().replaceAll(',', '')
  // RFC 9110 §15.3.5, §15.3.6: these have none.
  const bare = empty && status !== 204 && status !== 205
  return `${status}${type === '' ? '' : ` ${type}`}${bare ? EMPTY : ''}`
}

const EMPTY = ', empty'

/** Without what differs from one request to the next. */
function placeOf(location: string): string {
  return (location.split(/[?#]/)[0] ?? '').slice(0, 200)
}

export function parseAnswer(name: string): AnswerFacts {
  if (isGrpcStatus(name)) return { status: 200, grpcStatus: name }
  const status = Number(name.slice(0, 3))
  const empty = name.endsWith(EMPTY)
  const rest = name.slice(4, empty ? -EMPTY.length : undefined)
  if (isRedirect(status)) return rest === '' ? { status } : { status, redirect: rest.replace(/^to /, '') }
  return { status, ...(rest !== '' && { contentType: rest }), ...(empty && { empty }) }
}

/** The `ok` answers of a slot of 4xx, by status. */
export function countClientErrors({ answers, clientErrors = {} }: BucketEntry): Record<string, number> {
  if (answers === undefined) return clientErrors
  const counts: Record<string, number> = {}
  for (const [name, count] of Object.values(answers).flatMap((own) => Object.entries(own)))
    if (/^4\d\d$/.test(name)) counts[name] = (counts[name] ?? 0) + count
  return counts
}
