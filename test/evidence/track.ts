import type { GenerationOptions } from '../../src/evidence/generation/state.ts'
import { trackGenerations } from '../../src/evidence/generation.ts'

/** Generations with a clock that the test sets. */
export function track(options: Partial<GenerationOptions> = {}) {
  let time = 0
  const clock = { origin: 0n, now: () => time }
  const generations = trackGenerations({ by: 'header', clock, visible: true, ...options })
  return { g: generations, at: (t: number) => void (time = t) }
}
