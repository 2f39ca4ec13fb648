import { z } from 'zod'
import { scenarioSchema } from './schema.ts'

/** JSON Schema (draft 2020-12) of a scenario as it is written, before variables are filled in. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-2020-12' })
  return { $schema, title: 'hitless scenario', ...schema }
}
