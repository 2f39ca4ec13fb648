import type { z } from 'zod'
import { map } from '../../grammar/map.ts'
import { scalar } from '../../grammar/scalar.ts'
import { duration, positiveDuration } from '../../grammar/units.ts'
import type { TimingSpec } from '../../model/scenario.ts'

export const timingSchema = map(
  {
    warmup: scalar(duration, 'Traffic at the beginning that is not measured.').prefault('1s'),
    baseline: scalar(duration, 'Measured traffic before the first restart.').prefault('3s'),
    cooldown: scalar(duration, 'Measured traffic after the last restart has settled.').prefault('3s'),
    grace: scalar(
      positiveDuration,
      'How long requests in flight may take to end after traffic has stopped; requests that are still open then are `unfinished`.',
    ).prefault('10s'),
  },
  'The parts of a run around its restarts.',
)

export function buildTiming(timing: z.output<typeof timingSchema>): TimingSpec {
  const { warmup, baseline, cooldown, grace } = timing
  return { warmupMs: warmup, baselineMs: baseline, cooldownMs: cooldown, graceMs: grace }
}
