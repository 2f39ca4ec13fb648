import { z } from 'zod'
import { count } from './fields.ts'

/** The machine and the programs a run was made with. */
export const environment = z.object({
  hitless: z.string().describe('Version.'),
  node: z.string().describe('Version.'),
  autocannon: z.string().describe('Version.'),
  os: z.string(),
  cpus: count('Processors.'),
  memoryBytes: count('Main memory, bytes.'),
})
export type Environment = z.output<typeof environment>
