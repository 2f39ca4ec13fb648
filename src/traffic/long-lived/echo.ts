import type { Wire } from '../../net/client-context.ts'
import type { Connection } from '../../net/connection.ts'
import { createClosing, KEPT, STALLED } from './endings.ts'
import type { Life, OpenOptions } from './session.ts'
import type { LineEnd } from './lifeline.ts'
import { createNumbering } from './numbering.ts'
import { watchSilence } from './silence.ts'

export interface EchoOptions extends Pick<OpenOptions, 'timeoutMs' | 'onServed'> {
  wire: Wire
  connection: Connection
  generation: string | undefined
  /** From one message to the next. */
  everyMs: number
  send(text: string): void
  /** Lets go of the connection, which ended in this way. */
  release(ending: LineEnd): void
}

export interface EchoLife extends Life {
  /** The server said something; what is not a number that was sent is passed over. */
  hear(text: string): void
  /** The server is about to end the connection: nothing more is sent. Its service ended now. */
  hush(): void
  end(facts: LineEnd): void
}

/** A connection on which the numbers 1, 2, 3 … are sent, one every so often, and expected back unchanged. Begins at once. */
export function createEchoLife(options: EchoOptions): EchoLife {
  const { wire, everyMs, timeoutMs, onServed, send } = options
  const numbering = createNumbering(1)
  const silence = watchSilence(wire, timeoutMs, () => end(STALLED))
  let sent = 0
  let hushed: number | undefined
  let finishing = false
  let noticed = false
  const closing = createClosing(wire.clock, (facts) => {
    noticed = facts.end === 'graceful'
    hush()
    options.release(facts)
  })

  function say(): void {
    sent += 1
    silence.expect()
    send(String(sent))
  }

  function hush(): void {
    hushed ??= wire.clock.now()
    clearInterval(ticking)
    silence.close()
  }

  function end(facts: LineEnd): void {
    closing.end(facts, hushed)
  }

  const ticking = setInterval(say, everyMs)
  say()
  return {
    connection: options.connection,
    generation: options.generation,
    over: closing.over,
    hush,
    end,
    hear(text) {
      const n = Number(text)
      if (closing.ended() || String(n) !== text || !Number.isInteger(n) || n < 1 || n > sent) return
      silence.heard()
      numbering.receive(n)
      onServed()
      if (finishing && n === sent) end(KEPT)
    },
    finish() {
      if (finishing || hushed !== undefined) return
      clearInterval(ticking)
      finishing = true
      silence.heard()
      say()
    },
    abandon: end,
    takeMessages: () => numbering.take(sent, noticed),
  }
}
