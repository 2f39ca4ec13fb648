import type { z } from 'zod'
import type { RestartStep } from '../../model/scenario.ts'
import { oneOf } from '../grammar/map.ts'
import { buildExec, execSchema } from './exec.ts'
import { buildHttp, httpSchema } from './http.ts'
import { buildSend, sendSchema } from './send.ts'
import { buildSignal, signalSchema } from './signal.ts'
import { buildStart, startSchema } from './start.ts'
import type { BuildStep, StepContext } from './step.ts'
import { buildStop, stopSchema } from './stop.ts'
import { buildTouch, touchSchema } from './touch.ts'
import { buildWait, waitSchema } from './wait.ts'
import { buildWrite, writeSchema } from './write.ts'

const SHAPE = {
  signal: signalSchema.exactOptional(),
  exec: execSchema.exactOptional(),
  http: httpSchema.exactOptional(),
  send: sendSchema.exactOptional(),
  write: writeSchema.exactOptional(),
  touch: touchSchema.exactOptional(),
  start: startSchema.exactOptional(),
  stop: stopSchema.exactOptional(),
  wait: waitSchema.exactOptional(),
}

type Kind = keyof typeof SHAPE
type Written = { [K in Kind]: z.output<(typeof SHAPE)[K]> }

const BUILDERS: { [K in Kind]: BuildStep<Written[K]> } = {
  signal: buildSignal,
  exec: buildExec,
  http: buildHttp,
  send: buildSend,
  write: buildWrite,
  touch: buildTouch,
  start: buildStart,
  stop: buildStop,
  wait: buildWait,
}

const KINDS = Object.keys(SHAPE) as Kind[]

/** One step: a map whose only key is the kind of step. */
export const stepSchema = oneOf(SHAPE, KINDS, 'One step of a restart.')

export function buildStep(written: z.output<typeof stepSchema>, context: StepContext): RestartStep {
  // The schema has made sure that there is exactly one.
  const [kind, options] = Object.entries(written)[0] as [Kind, never]
  return (BUILDERS[kind] as BuildStep<never>)(options, { ...context, path: [...context.path, kind] })
}
