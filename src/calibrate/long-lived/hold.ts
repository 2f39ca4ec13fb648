import { setTimeout as sleep } from 'node:timers/promises'
import type { Confusion, EndConfusion, MessageConfusion } from '../../model/calibration.ts'
import { confuse } from '../confusion.ts'
import { type Bench, seenBy } from '../faults.ts'
import type { Asking } from '../mix.ts'
import type { Held } from '../server/long-lived/held.ts'
import { runStint, type Stint } from '../trial.ts'
import { confuseEnds } from './ends.ts'
import { confuseMessages } from './messages.ts'
import { askForRequests, askToHold } from './mix.ts'
import { pairUp } from './pairs.ts'

/** How long the ends may take, all together, before the server gives up on a client that does not see them. */
const LIMIT_MS = 30_000
const LOOK_MS = 50
/** For those that took the place of the last that were ended: they are kept, and say so. */
const REST_MS = 500

export interface Holding {
  /** Of the requests of transfers and HTTP/2. */
  confusion: Confusion[]
  ends: EndConfusion[]
  messages: MessageConfusion[]
  /** What else does not agree, a sentence each. */
  disagreements: string[]
  stint: Stint
}

/** Holds connections of every kind to a server that ends them in so many rounds of every way, and compares what became of each. */
export async function holdConnections({ server, clock, abort }: Bench, rounds: number): Promise<Holding> {
  const [holding, requesting] = [askToHold(), askForRequests()]
  await server.plan(rounds)
  const stint = await runStint({
    url: server.url,
    clock,
    traffic: [...holding, ...requesting].map(({ spec }) => spec),
    warmupMs: 0,
    abort,
    async during(begin) {
      while ((await server.held()).left > 0 && clock.now() < begin + LIMIT_MS)
        await sleep(LOOK_MS, undefined, { signal: abort })
      await sleep(REST_MS, undefined, { signal: abort })
    },
  })
  const account = await server.account(requesting.map(({ target }) => target))
  const { held } = await server.held()
  const pairs = (kind: string) => pairUp(ofKind(held, kind), linesOf(stint, kind))
  return {
    confusion: requesting.map((one) => confuse(account, [], seenBy(stint, one))),
    ends: [...holding, ...requesting].map(({ spec: { name, kind } }) => confuseEnds(name, kind, pairs(kind))),
    messages: holding.map(({ spec: { name, kind } }) => confuseMessages(name, kind, pairs(kind))),
    disagreements: holding.flatMap((one) => compareOpenings(stint, one, ofKind(held, one.spec.kind).length)),
    stint,
  }
}

function ofKind(held: readonly Held[], kind: string): Held[] {
  return held.filter((one) => one.kind === kind)
}

function linesOf({ ledger }: Stint, kind: string) {
  return ledger.lifelines.filter((one) => one.kind === kind)
}

/** Each opening is an attempt, and none of them fails. */
function compareOpenings(stint: Stint, asking: Asking, opened: number): string[] {
  const { traffic, begun, attempts } = seenBy(stint, asking)
  if (begun === opened && attempts.length === 0) return []
  const first = attempts[0]?.outcome ?? 'none'
  return [
    `${traffic}: the server opened ${opened} connections; ${begun} openings were begun, and ${attempts.length} reported as failed (${first})`,
  ]
}
