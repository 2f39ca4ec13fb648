import { type Body, compareBodies } from './body-blocks.ts'

/** How many different bodies of one path are remembered. */
const MAX_VARIANTS = 8
/** This many bodies, no two of them alike, are no damage: the path answers with another one each time. */
const ALL_DIFFERENT = 3

/** What later downloads have shown of a path, once for each. */
export interface OnContent {
  /** No two of that many downloads were alike: there is nothing to compare with. */
  unsteady(path: string, downloads: number): void
  /** A body that is not the first one came twice: first at `t`. */
  changed(path: string, t: number): void
}

/**
 * Bodies of which the server does not say that they must be alike. One that differs from the first may have been damaged, or be
 * another one by design: later downloads tell, and its attempt waits for them.
 */
export interface Doubts {
  /** Undefined where the body is as good as others; else what is wrong with it, or will turn out to be. */
  judge(path: string, body: Body): string | undefined | Promise<string | undefined>
  /** No further download begins: what still differs counts as damaged. */
  end(): void
}

interface Variant {
  body: Body
  seen: number
  since: number
  settle?: (fault: string | undefined) => void
}

export function createDoubts(now: () => number, on: OnContent): Doubts {
  const paths = new Map<string, { variants: Variant[]; unsteady: boolean }>()
  const waiting = new Set<() => void>()
  let ended = false

  function judge(path: string, body: Body): ReturnType<Doubts['judge']> {
    const own = paths.get(path) ?? { variants: [], unsteady: false }
    paths.set(path, own)
    const { variants } = own
    if (own.unsteady) return undefined
    const known = variants.find((variant) => compareBodies(variant.body, body, path) === undefined)
    if (known !== undefined) return confirm(path, known)
    const [first] = variants
    const variant: Variant = { body, seen: 1, since: now() }
    variants.push(variant)
    if (first === undefined) return undefined
    if (variants.length >= ALL_DIFFERENT && variants.every(({ seen }) => seen === 1)) {
      own.unsteady = true
      for (const { settle } of variants) settle?.(undefined)
      on.unsteady(path, variants.length)
      return undefined
    }
    const fault = compareBodies(first.body, body, path)
    if (ended) return fault
    if (variants.length > MAX_VARIANTS) variants.splice(1, 1)[0]?.settle?.(fault)
    return new Promise((resolve) => {
      const giveUp = () => resolve(fault)
      waiting.add(giveUp)
      variant.settle = (found) => {
        waiting.delete(giveUp)
        resolve(found)
      }
    })
  }

  function confirm(path: string, known: Variant): undefined {
    known.seen += 1
    if (known.settle === undefined) return
    known.settle(undefined)
    delete known.settle
    on.changed(path, known.since)
  }

  return {
    judge,
    end() {
      ended = true
      for (const giveUp of waiting) giveUp()
      waiting.clear()
    },
  }
}
