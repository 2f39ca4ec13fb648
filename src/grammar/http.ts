import { isIP } from 'node:net'
import { z } from 'zod'
import { list, unionOf } from './map.ts'
import { type Grammar, type Misread, patternOrVariable, scalar } from './scalar.ts'

/** An absolute http or https URL. Credentials and fragments are no part of a request's target (RFC 9110 §4.2.4, §7.1). */
export const httpUrl: Grammar<string> = {
  expected: 'an http or https URL such as http://127.0.0.1:${port}',
  json: { type: 'string', pattern: patternOrVariable('https?://.+') },
  read(text) {
    if (/^[\w.-]+(:\d+)?(\/|$)/.test(text)) return { hint: `did you mean http://${text}?` }
    if (!URL.canParse(text)) return {}
    const url = new URL(text)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return { found: `found the scheme ${url.protocol}` }
    if (url.username !== '' || url.password !== '') return USER_IN_URL
    if (url.port === '0') return { hint: 'port 0 cannot be connected to' }
    return url.hash === '' ? { value: text } : FRAGMENT
  },
}

/** The URL is not repeated: it may hold a password. */
const USER_IN_URL: Misread = { found: 'found a user in the URL', hint: 'send an Authorization header instead' }
const FRAGMENT: Misread = { hint: 'a fragment is never sent to a server' }

/** A request's target in origin form (RFC 9112 §3.2.1): a path and perhaps a query. */
export const requestPath: Grammar<string> = {
  expected: 'a path that begins with / such as /search?q=a',
  json: { type: 'string', pattern: patternOrVariable('/[!-"$-~]*') },
  read(text) {
    if (!text.startsWith('/')) return /^[\w.-]+(\/|\?|$)/.test(text) ? { hint: `did you mean /${text}?` } : {}
    if (text.includes('#')) return FRAGMENT
    return /^[!-~]+$/.test(text) ? { value: text } : { hint: 'percent-encode spaces and characters outside ASCII' }
  },
}

/** Where an admin API is: an absolute URL, or a path at the target's own address. */
export const urlOrPath: Grammar<string> = {
  expected: 'an http or https URL, or a path that begins with /',
  json: { type: 'string', pattern: patternOrVariable('(?:https?://.+|/[!-"$-~]*)') },
  read: (text) => (text.includes('://') ? httpUrl : requestPath).read(text),
}

/** Methods, in capitals as RFC 9110 §9.1 has them. CONNECT would leave HTTP. */
export const httpMethod: Grammar<string> = {
  expected: 'a method such as GET or POST',
  json: { type: 'string', pattern: patternOrVariable('(?!CONNECT$)[A-Z]+(?:-[A-Z]+)*') },
  read(text) {
    if (/^(?!CONNECT$)[A-Z]+(-[A-Z]+)*$/.test(text)) return { value: text }
    return /^[a-z]+$/i.test(text) && text.toUpperCase() !== 'CONNECT'
      ? { hint: `methods are case-sensitive: did you mean ${text.toUpperCase()}?` }
      : {}
  },
}

const OURS = new Set(['connection', 'content-length', 'transfer-encoding', 'upgrade'])

/** Names of headers: tokens (RFC 9110 §5.6.2), except those by which the connection itself is run. */
export const headerName: Grammar<string> = {
  expected: 'the name of a header such as Accept',
  json: { pattern: "^[-!#$%&'*+.^_`|~0-9A-Za-z]+$" },
  read(text) {
    if (OURS.has(text.toLowerCase())) return { hint: 'hitless writes this header itself' }
    return /^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/.test(text) ? { value: text } : {}
  },
}

/** Values of headers (RFC 9110 §5.5): one line, and nothing that can't be sent as a single byte. */
export const headerValue: Grammar<string> = {
  expected: 'the value of a header, on one line',
  json: { type: ['string', 'number', 'boolean'] },
  // The value is not repeated: it may be a secret.
  read(text) {
    if (/[\r\n\0]/.test(text)) return { found: 'found a line break' }
    return /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? { value: text } : { found: 'found a character beyond Latin-1' }
  },
}

export const address: Grammar<string> = {
  expected: 'an IP address of this machine such as 127.0.0.2',
  json: { type: 'string', minLength: 2 },
  read: (text) => (isIP(text) === 0 ? {} : { value: text }),
}

export const headersSchema = z
  .record(scalar(headerName, 'The name.'), scalar(headerValue, 'The value.'), {
    error: () => 'a map of header names and values',
  })
  .meta({ description: 'Headers to send.' })

/** Statuses from one to another, both included. */
export interface StatusRange {
  from: number
  to: number
}

const STATUSES = 'a status such as 200, a class such as 2xx, or a list of these'

const status: Grammar<StatusRange> = {
  expected: STATUSES,
  json: {
    type: ['integer', 'string'],
    minimum: 100,
    maximum: 599,
    pattern: patternOrVariable(String.raw`[1-5](?:\d\d|xx)`),
  },
  read(text) {
    if (/^[1-5]xx$/.test(text)) return { value: { from: Number(text[0]) * 100, to: Number(text[0]) * 100 + 99 } }
    if (/^[1-5]\d\d$/.test(text)) return { value: { from: Number(text), to: Number(text) } }
    return /^[1-5]xx$/i.test(text) ? { hint: `did you mean ${text.toLowerCase()}?` } : {}
  },
}

/** One status, one class, or a list of these; as ranges. */
export function statuses(description: string) {
  const one = scalar(status, description)
  const several = list(one, STATUSES).min(1, { error: () => STATUSES })
  return unionOf([one.transform((range) => [range]), several], STATUSES)
}
