import type { RestartStep } from '../../model/scenario.ts'
import { resolvePath } from '../context.ts'
import { scalar } from '../grammar/scalar.ts'
import { words } from '../grammar/words.ts'
import type { StepContext } from './step.ts'

export const touchSchema = scalar(words('the path of a file'), "Sets a file's times to now, and creates it if need be.")

export function buildTouch(path: string, context: StepContext): RestartStep {
  return { kind: 'touch', path: resolvePath(context, path) }
}
