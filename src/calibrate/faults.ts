import { setTimeout as sleep } from 'node:timers/promises'
import type { Confusion } from '../model/calibration.ts'
import type { Clock } from '../model/clock.ts'
import { type Asking, askInEveryWay } from './mix.ts'
import { compareRequests } from './requests.ts'
import type { ListenerGap } from './server/protocol.ts'
import type { CalibrationServer } from './server/start.ts'
import { runTrial, type Trial } from './trial.ts'

/** How long the listener is closed among the faults, and how often: a client that lost its connection finds no listener meanwhile. */
const CLOSED_MS = 250
const CLOSED_EVERY_MS = 1_500

/** Where a part of a calibration is made. */
export interface Fixture {
  server: CalibrationServer
  clock: Clock
  abort: AbortSignal
}

/** Sends every kind of traffic to a server that misbehaves for `ms`, and holds the two accounts against each other. */
export async function injectFaults(
  { server, clock, abort }: Fixture,
  ms: number,
): Promise<{ confusion: Confusion[]; trial: Trial }> {
  const asking = askInEveryWay({ faulty: true })
  const gaps: ListenerGap[] = []
  const trial = await runTrial({
    url: server.url,
    clock,
    traffic: asking.map(({ spec }) => spec),
    warmupMs: 0,
    abort,
    async during(begin) {
      for (let at = begin + CLOSED_EVERY_MS; at + CLOSED_MS < begin + ms; at += CLOSED_EVERY_MS)
        gaps.push(await server.gap(at, CLOSED_MS))
      await sleep(Math.max(0, begin + ms - clock.now()), undefined, { signal: abort })
    },
  })
  const account = await server.account(asking.map(({ target }) => target))
  return { confusion: asking.map((one) => compareRequests(account, gaps, seenBy(trial, one))), trial }
}

/** What one traffic of a trial says that it saw. */
export function seenBy({ totalOf, attempts }: Trial, { spec, target }: Asking) {
  const { name: traffic, kind } = spec
  return { traffic, kind, target, ...totalOf(traffic), attempts: attempts.filter((one) => one.traffic === traffic) }
}
