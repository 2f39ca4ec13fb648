import type { z } from 'zod'
import type { RestartStep } from '../../model/scenario.ts'
import { forms, map } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { positiveDuration } from '../grammar/units.ts'
import { words } from '../grammar/words.ts'

const command = scalar(words('a command line'), 'Command line for /bin/sh; it must exit with 0.')
const options = map(
  { command, within: scalar(positiveDuration, 'How long it may take.').prefault('30s') },
  'A command, and how long it may take.',
)

export const execSchema = forms(
  [command.transform((given) => options.parse({ command: given })), options],
  'a command line, or a map with command and within',
).meta({ description: 'Runs a command to its end.' })

export function buildExec({ command: line, within }: z.output<typeof execSchema>): RestartStep {
  return { kind: 'exec', command: line, withinMs: within }
}
