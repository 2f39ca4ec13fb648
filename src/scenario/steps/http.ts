import type { z } from 'zod'
import type { RestartStep } from '../../model/scenario.ts'
import { method, urlOrPath } from '../grammar/http.ts'
import { map } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { statuses } from '../grammar/status.ts'
import { positiveDuration } from '../grammar/units.ts'
import { text } from '../grammar/words.ts'
import { headersSchema } from '../parts/request.ts'
import type { StepContext } from './step.ts'

export const httpSchema = map(
  {
    method: scalar(method, 'The method.').prefault('POST'),
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

export function buildHttp(written: z.output<typeof httpSchema>, context: StepContext): RestartStep {
  const { method: verb, headers, body, expect, within } = written
  const url = new URL(written.url, context.target.url).href
  const request = { method: verb, url, headers, ...(body === undefined ? {} : { body }) }
  return { kind: 'http', ...request, status: expect.status, withinMs: within }
}
