import type { ClientContext } from '../../net/client-context.ts'
import type { Connection } from '../../net/connection.ts'
import type { LifelineEnding } from './endings.ts'
import { createClosing, KEPT, STALLED } from './endings.ts'
import { createNumbering } from './numbering.ts'
import type { OpenOptions, Session } from './session.ts'
import { watchSilence } from './silence.ts'

export interface EchoOptions extends Pick<OpenOptions, 'timeoutMs' | 'onServed'> {
  context: ClientContext
  connection: Connection
  generation: string | undefined
  /** From one message to the next. */
  everyMs: number
  send(text: string): void
  /** Lets go of the connection, which ended in this way. */
  release(ending: LifelineEnding): void
}

export interface EchoSession extends Session {
  /** The server said something; what is not a number that was sent is passed over. */
  onMessage(text: string): void
  /** The server is about to end the connection: nothing more is sent. Its service ended now. */
  stopSending(): void
  end(facts: LifelineEnding): void
}

/** A connection on which the numbers 1, 2, 3 … are sent, one every so often, and expected back unchanged. Begins at once. */
export function createEchoSession(options: EchoOptions): EchoSession {
  const { context, everyMs, timeoutMs, onServed, send } = options
  const numbering = createNumbering(1)
  const silence = watchSilence(context, timeoutMs, () => end(STALLED))
  let sent = 0
  let stopped: number | undefined
  let finishing = false
  let noticed = false
  const closing = createClosing(context.clock, (facts) => {
    noticed = facts.end === 'graceful'
    stopSending()
    options.release(facts)
  })

  function sendNext(): void {
    sent += 1
    silence.expect()
    send(String(sent))
  }

  function stopSending(): void {
    stopped ??= context.clock.now()
    clearInterval(ticking)
    silence.close()
  }

  function end(facts: LifelineEnding): void {
    closing.end(facts, stopped)
  }

  const ticking = setInterval(sendNext, everyMs)
  sendNext()
  return {
    connection: options.connection,
    generation: options.generation,
    over: closing.over,
    stopSending,
    end,
    onMessage(text) {
      const n = Number(text)
      if (closing.ended() || String(n) !== text || !Number.isInteger(n) || n < 1 || n > sent) return
      silence.reset()
      numbering.receive(n)
      onServed()
      if (finishing && n === sent) end(KEPT)
    },
    finish() {
      if (finishing || stopped !== undefined) return
      clearInterval(ticking)
      finishing = true
      silence.reset()
      sendNext()
    },
    abandon: end,
    takeMessages: () => numbering.take(sent, noticed),
  }
}
