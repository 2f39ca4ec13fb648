import type { Connection } from './connection.ts'
import type { LineEnd } from './lifeline.ts'
import type { Life, OpenOptions } from './long-lived.ts'
import { type Ending, KEPT, STALLED } from './long-lived-endings.ts'
import { watchSilence } from './long-lived-silence.ts'
import { createNumbering } from './numbering.ts'
import type { Wire } from './wire.ts'

export interface EchoOptions extends Pick<OpenOptions, 'signal' | 'timeoutMs' | 'onServed'> {
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
  const { wire, everyMs, timeoutMs, signal, onServed, send } = options
  const numbering = createNumbering(1)
  const silence = watchSilence(wire, timeoutMs, () => end(STALLED))
  const stall = () => end(STALLED)
  let sent = 0
  let hushed: number | undefined
  let finishing = false
  let ended = false
  let resolve: (ending: Ending) => void
  const over = new Promise<Ending>((settle) => {
    resolve = settle
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
    if (ended) return
    ended = true
    hush()
    signal.removeEventListener('abort', stall)
    options.release(facts)
    resolve({ ...facts, closed: hushed ?? wire.clock.now() })
  }

  const ticking = setInterval(say, everyMs)
  signal.addEventListener('abort', stall, { once: true })
  say()
  return {
    connection: options.connection,
    generation: options.generation,
    over,
    hush,
    end,
    hear(text) {
      const n = Number(text)
      if (ended || String(n) !== text || !Number.isInteger(n) || n < 1 || n > sent) return
      silence.heard()
      numbering.receive(n)
      onServed()
      if (finishing && n === sent) end(KEPT)
    },
    finish() {
      if (hushed !== undefined) return
      clearInterval(ticking)
      finishing = true
      silence.heard()
      say()
    },
    takeMessages: () => numbering.take(sent),
  }
}
