import type { z } from 'zod'
import type { RestartStep } from '../../model/scenario.ts'
import { oneOf } from '../grammar/map.ts'
import { keysOf } from '../keys.ts'
import { buildExec, execSchema } from './exec.ts'
import { buildHttp, httpSchema } from './http.ts'
import { buildRollout, rolloutSchema } from './rollout.ts'
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
  rollout: rolloutSchema.exactOptional(),
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
  rollout: buildRollout,
}

const KINDS = keysOf(SHAPE)

/** One step: a map whose only key is the kind of step. */
export const stepSchema = oneOf(SHAPE, KINDS, 'One step of a restart.')

/** There is one: the schema has made sure that exactly one kind is given. */
export function buildStep(written: Partial<Written>, context: StepContext): RestartStep[] {
  return KINDS.flatMap((kind) => buildKind(kind, written[kind], context) ?? [])
}

function buildKind<K extends Kind>(kind: K, options: Written[K] | undefined, context: StepContext) {
  return options === undefined ? undefined : BUILDERS[kind](options, { ...context, path: [...context.path, kind] })
}
