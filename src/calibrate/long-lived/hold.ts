import { setTimeout as sleep } from 'node:timers/promises'
import type { Confusion, EndConfusion, MessageConfusion } from '../../model/calibration.ts'
import { type Fixture, seenBy } from '../faults.ts'
import type { Asking } from '../mix.ts'
import { compareRequests } from '../requests.ts'
import type { LongLived } from '../server/long-lived/connection-log.ts'
import { runTrial, type Trial } from '../trial.ts'
import { compareEnds } from './ends.ts'
import { compareMessages } from './messages.ts'
import { askForLongLived, askForRequests } from './mix.ts'
import { pairUp } from './pairs.ts'

/** How long the ends may take, all together, before the server gives up on a client that does not see them. */
const LIMIT_MS = 30_000
const LOOK_MS = 50
/** For those that took the place of the last that were ended: they are kept, and say so. */
const REST_MS = 500

export interface LongLivedTrial {
  /** Of the requests of transfers and HTTP/2. */
  confusion: Confusion[]
  ends: EndConfusion[]
  messages: MessageConfusion[]
  /** What else does not agree, a sentence each. */
  disagreements: string[]
  trial: Trial
}

/** Holds connections of every kind to a server that ends them in a number of rounds of every way, and compares what became of each. */
export async function tryLongLived({ server, clock, abort }: Fixture, rounds: number): Promise<LongLivedTrial> {
  const [longLived, requesting] = [askForLongLived(), askForRequests()]
  await server.plan(rounds)
  const trial = await runTrial({
    url: server.url,
    clock,
    traffic: [...longLived, ...requesting].map(({ spec }) => spec),
    warmupMs: 0,
    abort,
    async during(begin) {
      while ((await server.longLived()).left > 0 && clock.now() < begin + LIMIT_MS)
        await sleep(LOOK_MS, undefined, { signal: abort })
      await sleep(REST_MS, undefined, { signal: abort })
    },
  })
  const account = await server.account(requesting.map(({ target }) => target))
  const { connections } = await server.longLived()
  const pairs = (kind: string) => pairUp(ofKind(connections, kind), linesOf(trial, kind))
  return {
    confusion: requesting.map((one) => compareRequests(account, [], seenBy(trial, one))),
    ends: [...longLived, ...requesting].map(({ spec: { name, kind } }) => compareEnds(name, kind, pairs(kind))),
    messages: longLived.map(({ spec: { name, kind } }) => compareMessages(name, kind, pairs(kind))),
    disagreements: longLived.flatMap((one) => compareOpenings(trial, one, ofKind(connections, one.spec.kind).length)),
    trial,
  }
}

function ofKind(connections: readonly LongLived[], kind: string): LongLived[] {
  return connections.filter((one) => one.kind === kind)
}

function linesOf({ ledger }: Trial, kind: string) {
  return ledger.lifelines.filter((one) => one.kind === kind)
}

/** Each opening is an attempt, and none of them fails. */
function compareOpenings(trial: Trial, asking: Asking, opened: number): string[] {
  const { traffic, begun, attempts } = seenBy(trial, asking)
  if (begun === opened && attempts.length === 0) return []
  const first = attempts[0]?.outcome ?? 'none'
  return [
    `${traffic}: the server opened ${opened} connections; ${begun} were attempted, and ${attempts.length} were reported as failed (${first})`,
  ]
}
