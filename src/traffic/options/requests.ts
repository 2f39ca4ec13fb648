import type { z } from 'zod'
import { readNamedFile, reportIssue } from '../../grammar/build-context.ts'
import { httpUrl, requestPath } from '../../grammar/http.ts'
import { list, map, unionOf } from '../../grammar/map.ts'
import { pathOf } from '../../grammar/ready.ts'
import { scalar } from '../../grammar/scalar.ts'
import { nonEmptyText } from '../../grammar/words.ts'
import type { TrafficSpec } from '../../model/scenario.ts'
import { readHar } from '../har/read-har.ts'
import type { TrafficPlace } from '../kind.ts'
import { buildRequest, plainRequest, requestSchema } from './request.ts'

const REQUESTS = 'a list of requests such as [{ path: / }]'
const HAR = 'the path of a HAR file, or a map with file and origin'
const harFile = scalar(nonEmptyText('the path of a HAR file'), "Path relative to the scenario's folder.")

/** The three ways to say what is requested. */
export const requestsShape = {
  path: scalar(requestPath, 'Short for a single GET of this path.').exactOptional(),
  requests: list(requestSchema, REQUESTS)
    .min(1, { error: () => REQUESTS })
    .meta({ description: 'The mix of requests.' })
    .exactOptional(),
  har: unionOf(
    [
      harFile.transform((file) => ({ file })),
      map(
        {
          file: harFile,
          origin: scalar(
            httpUrl,
            "Origin whose requests are replayed. Default: that of the target's url.",
          ).exactOptional(),
        },
        'Requests that a browser has recorded, in their order.',
      ),
    ],
    HAR,
  ).exactOptional(),
}

export interface RequestsOptions {
  path?: string
  requests?: z.output<typeof requestSchema>[]
  har?: { file: string; origin?: string }
}

type Requests = Pick<TrafficSpec, 'requests' | 'skipped'>

export function buildRequests(options: RequestsOptions, place: TrafficPlace): Requests {
  checkSingle(options, place)
  const { path, requests, har } = options
  const usual = pathOf(place.url)
  if (har) return buildHar(har, place)
  if (requests) return { requests: requests.map((request) => buildRequest(request, usual)) }
  return { requests: [plainRequest(path ?? usual)] }
}

function checkSingle(options: RequestsOptions, { path, context }: TrafficPlace): void {
  const given = (['path', 'requests', 'har'] as const).filter((key) => options[key] !== undefined)
  if (given.length < 2) return
  reportIssue(context, path, { expected: 'only one of path, requests, har', found: `found ${given.join(' and ')}` })
}

function buildHar(har: { file: string; origin?: string }, place: TrafficPlace): Requests {
  const text = readNamedFile(place.context, har.file, [...place.path, 'har'])
  if (text === undefined) return { requests: [] }
  const { requests, skipped, problem } = readHar(text, new URL(har.origin ?? place.url).origin)
  if (problem) reportIssue(place.context, [...place.path, 'har'], problem)
  return { requests, ...(skipped.length > 0 && { skipped: { file: har.file, requests: skipped } }) }
}
