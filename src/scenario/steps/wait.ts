import type { z } from 'zod'
import type { RestartStep, WaitUntil } from '../../model/scenario.ts'
import { type BuildContext, reportValue, resolvePath } from '../context.ts'
import { forms, oneOf } from '../grammar/map.ts'
import { scalar } from '../grammar/scalar.ts'
import { positiveDuration } from '../grammar/units.ts'
import { choice, flag, words } from '../grammar/words.ts'
import type { StepContext } from './step.ts'

const DEFAULT_WITHIN_MS = 10_000

const options = oneOf(
  {
    for: scalar(positiveDuration, 'Just this long.').exactOptional(),
    generation: scalar(choice(['new']), 'Until a new generation has answered.').exactOptional(),
    process: scalar(choice(['old-gone']), "Until the old generation's processes have ended.").exactOptional(),
    listener: scalar(
      choice(['open', 'closed']),
      "Until somebody, or nobody, listens on the target's port.",
    ).exactOptional(),
    file: scalar(words('the path of a file'), 'Until this file exists.').exactOptional(),
    gone: scalar(flag([true, false]), 'true, beside file: until the file does not exist.').exactOptional(),
    within: scalar(positiveDuration, 'How long it may take. Default: 10s.').exactOptional(),
  },
  ['for', 'generation', 'process', 'listener', 'file'],
  'What to wait for, and how long.',
)

export const waitSchema = forms(
  [scalar(positiveDuration, 'Just this long.').transform((ms) => options.parse({ for: `${ms}ms` })), options],
  'a duration such as 2s, or a map with one of for, generation, process, listener, file',
).meta({ description: 'Waits for something, or for a while.' })

type Written = z.output<typeof waitSchema>

export function buildWait(written: Written, context: StepContext): RestartStep {
  checkCompanions(written, context)
  const { within = written.for ?? DEFAULT_WITHIN_MS } = written
  return { kind: 'wait', until: buildUntil(written, context), withinMs: within }
}

function checkCompanions(written: Written, context: StepContext): void {
  const report = (key: string, expected: string) =>
    reportValue(context, [...context.path, key], { expected, found: `found ${key}` })
  if (written.for !== undefined && written.within !== undefined) report('within', 'no limit beside for')
  if (written.file === undefined && written.gone !== undefined) report('gone', 'gone beside file alone')
}

function buildUntil(written: Written, context: BuildContext): WaitUntil {
  const { for: ms, generation, process, listener, file = '', gone = false } = written
  if (ms !== undefined) return { ms }
  if (generation !== undefined) return { generation }
  if (process !== undefined) return { process }
  if (listener !== undefined) return { listener }
  return { file: resolvePath(context, file), present: !gone }
}
