import type { Life } from './session.ts'

/** How long the connections of a client are kept, and of those that follow it. */
export interface Stay {
  /** Lets the client leave when its time has come, and returns what calls that off. */
  begin(life: Pick<Life, 'finish'>): () => void
}

/**
 * @param lifetimeMs how long after its opening a client leaves; undefined: never.
 * @param part of that for the first, 0..1: clients that came together must not leave together.
 */
export function createStay(lifetimeMs: number | undefined, part: number): Stay {
  let share = part
  return {
    begin(life) {
      if (lifetimeMs === undefined) return () => undefined
      const timer = setTimeout(() => life.finish(), lifetimeMs * share)
      share = 1
      return () => clearTimeout(timer)
    },
  }
}
