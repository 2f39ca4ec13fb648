import { z } from 'zod'
import { OUTCOMES, type Outcome } from './outcome.ts'

// The kinds of fields that reports and events are made of. Each takes what the field means; the unit is added to it.

export const count = (meaning: string) => z.int().min(0).describe(meaning)
export const fraction = (meaning: string) => z.number().min(0).max(1).describe(`${meaning} Share, 0..1.`)
export const milliseconds = (meaning: string) => z.number().min(0).describe(`${meaning} Milliseconds.`)
export const moment = (meaning: string) => z.number().describe(`${meaning} Milliseconds on the run's clock.`)

export const outcomeCounts = z
  .object({
    ok: count('a complete, well-formed response with an expected status and body'),
    refused: count('the connection was not accepted: ECONNREFUSED, or RST during the handshake'),
    reset: count('RST after connect, before the first response byte'),
    dropped: count('FIN with the request in flight, before the first response byte'),
    truncated: count('the response began and its connection ended before it was complete'),
    timeout: count('not complete in time'),
    status: count('a complete response with a status that is not expected'),
    invalid: count('bytes that are not HTTP, or a body that fails its check'),
    unfinished: count('in flight when traffic stopped and unanswered after the grace period; counts neither way'),
    local: count("the harness's own fault; counts neither way"),
  } satisfies Record<Outcome, z.ZodType>)
  .describe('Attempts by outcome; their sum is all attempts.')

export const someOutcomes = z
  .partialRecord(z.enum(OUTCOMES), z.int().min(0))
  .describe('Attempts by outcome; those that did not occur may be absent.')
