import type { z } from 'zod'
import type { RestartStep } from '../../model/scenario.ts'
import { resolvePath } from '../context.ts'
import { map } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { positiveDuration } from '../grammar/units.ts'
import { text, words } from '../grammar/words.ts'
import type { StepContext } from './step.ts'

export const writeSchema = map(
  {
    path: scalar(words('the path of a FIFO or file'), 'The FIFO or file.'),
    data: scalar(text, 'What is written; "\\n" in double quotes is a line break.'),
    within: scalar(positiveDuration, 'How long it may take, a reader of a FIFO to come included.').prefault('10s'),
  },
  'Writes to a FIFO or a file.',
)

export function buildWrite(written: z.output<typeof writeSchema>, context: StepContext): RestartStep {
  const { path, data, within } = written
  return { kind: 'write', path: resolvePath(context, path), data, withinMs: within }
}
