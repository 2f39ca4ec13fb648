import type { z } from 'zod'
import type { ReadySpec } from '../model/scenario.ts'
import { requestPath } from './http.ts'
import { map } from './map.ts'
import { scalar } from './scalar.ts'
import { positiveDuration } from './units.ts'
import { flag, regex } from './words.ts'

const KINDS = ['path', 'tcp', 'log'] as const

export const readySchema = map(
  {
    path: scalar(requestPath, 'Ready when this path answers with a status below 500.').exactOptional(),
    tcp: scalar(flag([true]), 'Ready when the port accepts a connection.').exactOptional(),
    log: scalar(regex, 'Ready when a line of its output matches this regular expression.').exactOptional(),
    within: scalar(positiveDuration, 'How long it may take.').prefault('10s'),
  },
  "When the target counts as ready. Default: when the url's path answers.",
).superRefine((ready, context) => {
  const given = KINDS.filter((kind) => ready[kind] !== undefined)
  if (given.length < 2) return
  const params = { found: `found ${given.join(' and ')}` }
  context.addIssue({ code: 'custom', message: `only one of ${KINDS.join(', ')}`, params })
})

export function buildReady(ready: z.output<typeof readySchema>, url: string): ReadySpec {
  const { path, tcp, log, within } = ready
  if (tcp) return { by: 'tcp', withinMs: within }
  if (log !== undefined) return { by: 'log', pattern: log, withinMs: within }
  return { by: 'http', path: path ?? pathOf(url), withinMs: within }
}

/** Path and query of a URL, as a request's target. */
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
