import { setImmediate as letOthersWork } from 'node:timers/promises'
import type { HeldTraffic } from '../../model/scenario.ts'
import { settle } from '../exchange/settle.ts'
import { createGate } from '../pacing/gate.ts'
import { createLifetime, type Lifetime, sleepUntil } from '../pacing/lifetime.ts'
import { FAILURE_PAUSE_MS, type Probe, type ProbeContext } from '../probe.ts'
import { describeLifeline, KEPT, STALLED } from './endings.ts'
import type { Ending, Holder, Life } from './session.ts'
import { createStay, type Stay } from './stay.ts'
import { createSuccession, type Succession } from './service-gap.ts'

/** The first connections are opened at this distance: thousands at once would overflow a backlog. */
const SPACING_MS = 1

/**
 * So many of a traffic are on their way at a time. A restart can end thousands at once; to open them all in one go would make this
 * thread stand still, and the server's backlog overflow with what is our haste and not its users'.
 */
const OPENING_AT_A_TIME = 250
/** Those that take longer hold up nobody: all clients of a server that hangs are to notice it. */
const OPENING_PATIENCE_MS = 1_000

/**
 * Long-lived connections, held open by so many clients. Each opening is an attempt, each open connection a lifeline. One that
 * ends is replaced at once, but none is opened within FAILURE_PAUSE_MS of the last: refusals and short lives would become a hot loop.
 */
export function createLongLived<Spec extends HeldTraffic>(
  context: ProbeContext<Spec>,
  createHolder: () => Holder,
): Probe {
  const { spec, graceMs } = context
  const { connections, lifetimeMs } = spec
  const lifetime = createLifetime()
  const hold = createHold(context, lifetime)
  return {
    start(at) {
      for (let i = 0; i < connections; i += 1)
        lifetime.track(hold(createHolder, at + i * SPACING_MS, createStay(lifetimeMs, (i + 1) / connections)))
    },
    stop: (hurried) => lifetime.end(graceMs, hurried),
  }
}

function createHold(context: ProbeContext, { running, grace, hurried }: Lifetime) {
  const { spec, wire, recorder } = context
  const { clock } = wire
  const account = recorder.traffic(spec.name)
  const lives = new Set<Life>()
  let finishing: Promise<void> | undefined
  // One listener for all: of ten thousand, each would be looked for among the others when its connection ends.
  running.addEventListener('abort', () => {
    finishing = inTurn(lives, (life) => life.finish())
  })
  grace.addEventListener('abort', () => void finishing?.then(() => inTurn(lives, abandon)))
  const gate = createGate(OPENING_AT_A_TIME, OPENING_PATIENCE_MS)
  running.addEventListener('abort', gate.open)
  let connections = 0

  /** A server that had no time to serve once more has not stalled. */
  function abandon(life: Life): void {
    life.abandon(hurried() ? KEPT : STALLED)
  }

  /** One attempt; the connection where it was good. */
  async function open(holder: Holder, succession: Succession): Promise<{ life: Life; id: number } | undefined> {
    const due = clock.now()
    const onServed = () => succession.served(clock.now())
    account.begin()
    const opening = await holder.open({ due, timeoutMs: spec.timeoutMs, signal: grace, onServed })
    const { request, exchange, retried, life } = opening
    const id = exchange.connected ? ++connections : 0
    settle(account, { traffic: spec.name, request, due, connection: id, exchange, ...(retried && { retried }) })
    return life === undefined ? undefined : { life, id }
  }

  async function outlive(life: Life, stay: Stay): Promise<Ending> {
    lives.add(life)
    if (running.aborted) life.finish()
    if (grace.aborted) abandon(life)
    const stayOn = stay.begin(life)
    const ending = await life.over
    stayOn()
    lives.delete(life)
    return ending
  }

  return async function hold(createHolder: () => Holder, at: number, stay: Stay): Promise<void> {
    const succession = createSuccession(recorder)
    let holder = createHolder()
    let next = at
    while (await sleepUntil(clock, next, running)) {
      const leave = await gate.enter()
      if (running.aborted) break
      const earliest = clock.now() + FAILURE_PAUSE_MS
      const opened = await open(holder, succession)
      leave()
      if (opened !== undefined) {
        const ending = await outlive(opened.life, stay)
        succession.ended(describeLifeline(context, { ...opened, ending, messages: opened.life.takeMessages() }))
        // Whoever left is followed by somebody else, who knows nothing of what came before.
        if (ending.end === 'kept') holder = createHolder()
      }
      next = Math.max(earliest, clock.now() + (holder.pauseMs?.() ?? 0))
    }
    succession.close()
  }
}

/** Not all in one go, which would make the thread stand still as well. */
async function inTurn(lives: Set<Life>, act: (life: Life) => void): Promise<void> {
  // Those that come later see for themselves that traffic has stopped.
  const present = [...lives]
  let acted = 0
  for (const life of present) {
    act(life)
    acted += 1
    if (acted % OPENING_AT_A_TIME === 0) await letOthersWork()
  }
}
