import type { Held } from './held.ts'
import { conduct, type HeldEnd, type Plan } from './plan.ts'

interface Voice {
  say(n: number): void
  end(how: HeldEnd): void
}

/** What reads the numbers on a connection: they are sent back, or not, by plan. Those that come behind its end are counted still. */
export function createEcho({ held, plan }: { held: Held; plan: Plan }, { say, end }: Voice): (n: number) => void {
  const { said } = held
  const react = conduct(plan, said)
  return (n) => {
    const saying = react(n)
    if (saying !== 'end') {
      for (const one of saying) say(one)
      return
    }
    said[plan.end === 'close-frame' ? 'unanswered' : 'cutOff'] += 1
    if (held.end === plan.end) return
    held.end = plan.end
    end(plan.end)
  }
}
