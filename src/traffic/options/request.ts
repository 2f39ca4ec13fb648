import type { z } from 'zod'
import { headersSchema, httpMethod, requestPath, statuses } from '../../grammar/http.ts'
import { map, oneOf } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { positiveNumber, regex, text } from '../../grammar/words.ts'
import type { ExpectSpec, RequestSpec } from '../../model/scenario.ts'

/** Everything but 5xx. */
const DEFAULT_EXPECT: ExpectSpec = { status: [{ from: 100, to: 499 }] }

const bodySchema = oneOf(
  {
    equals: scalar(text, 'The whole body.').exactOptional(),
    contains: scalar(text, 'Text that the body must contain.').exactOptional(),
    matches: scalar(regex, 'A regular expression that the body must match.').exactOptional(),
  },
  ['equals', 'contains', 'matches'],
  'What the body must be; otherwise the outcome is invalid.',
)

const expectSchema = map(
  {
    status: statuses('Expected statuses; others have the outcome status. Default: everything but 5xx.').exactOptional(),
    body: bodySchema.exactOptional(),
  },
  'What counts as a good answer.',
)

export const requestSchema = map(
  {
    method: scalar(httpMethod, 'The method.').prefault('GET'),
    path: scalar(requestPath, "Path and query. Default: those of the target's url.").exactOptional(),
    headers: headersSchema.prefault({}),
    body: scalar(text, 'Body to send.').exactOptional(),
    weight: scalar(
      positiveNumber('a weight above zero such as 3 or 0.5'),
      'Share of this request in the mix, relative to the other weights.',
    ).prefault('1'),
    expect: expectSchema.exactOptional(),
  },
  'One request of the mix.',
)

/** A request without any particulars. */
export function plainRequest(path: string): RequestSpec {
  return { method: 'GET', path, headers: {}, weight: 1, expect: DEFAULT_EXPECT }
}

export function buildRequest(request: z.output<typeof requestSchema>, path: string): RequestSpec {
  const { method: verb, headers, body, expect } = request
  return {
    method: verb,
    path: request.path ?? path,
    headers,
    weight: request.weight,
    ...(body === undefined ? {} : { body }),
    expect: buildExpect(expect),
  }
}

function buildExpect(expect: z.output<typeof expectSchema> | undefined): ExpectSpec {
  const { status = DEFAULT_EXPECT.status, body } = expect ?? {}
  return body === undefined ? { status } : { status, body: buildBodyCheck(body) }
}

function buildBodyCheck({ equals, contains, matches = '' }: z.output<typeof bodySchema>) {
  if (equals !== undefined) return { equals }
  return contains === undefined ? { matches } : { contains }
}
