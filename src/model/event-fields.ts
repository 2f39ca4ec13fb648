import { z } from 'zod'
import { count, moment } from './fields.ts'

// What the events of the run and those of a cluster share.

const t = moment('When it happened.')
export const index = count('Number of the restart.')
export const pid = z.int().describe('Process id.')
export const generation = z.string().describe('Label of the generation.')
export const traffic = z.string().describe('Name of the traffic.')

/** An event of a kind: when it is emitted, and its fields besides the time. */
export function defineEvent<const Kind extends string, Shape extends z.ZodRawShape>(
  kind: Kind,
  meaning: string,
  shape: Shape,
) {
  return z.object({ t, kind: z.literal(kind), ...shape }).describe(meaning)
}
