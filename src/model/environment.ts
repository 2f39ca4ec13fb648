import { z } from 'zod'
import { count } from './fields.ts'

/** The machine and the programs a run was made with. */
export const environment = z
  .object({
    hitless: z.string().describe('Version.'),
    node: z.string().describe('Version.'),
    autocannon: z.string().describe('Version.'),
    os: z.string().describe('Name and version.'),
    cpus: count('Processors.'),
    memoryBytes: count('Main memory, bytes.'),
  })
  .describe('The machine and the programs that the run was made with.')
export type Environment = z.output<typeof environment>
