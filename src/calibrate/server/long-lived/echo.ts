import type { Serve } from '../connection-context.ts'
import type { LongLived } from './connection-log.ts'
import { type ConnectionPlan, createMessagePlayer, type LongLivedEnd } from './plan.ts'

interface Voice {
  send(n: number): void
  end(how: LongLivedEnd): void
}

/** What reads the numbers on a connection: they are sent back, or not, by plan. Those that come behind its end are counted still. */
export function createEcho(
  { connection, plan }: { connection: LongLived; plan: ConnectionPlan },
  { send, end }: Voice,
): (n: number) => void {
  const { messageLog } = connection
  const react = createMessagePlayer(plan, messageLog)
  return (n) => {
    const numbers = react(n)
    if (numbers !== 'end') {
      for (const one of numbers) send(one)
      return
    }
    messageLog[plan.end === 'close-frame' ? 'unanswered' : 'cutOff'] += 1
    if (connection.end === plan.end) return
    connection.end = plan.end
    end(plan.end)
  }
}

/** Numbered lines, sent back by plan. */
export const serveTcp: Serve = ({ socket, port, clock, longLivedLog }) => {
  const hear = createEcho(longLivedLog.open('tcp', { socket, port, at: clock.now() }), {
    send: (n) => socket.write(`${n}\n`),
    end(how) {
      if (how === 'fin') socket.end()
      if (how === 'rst') socket.resetAndDestroy()
    },
  })
  let rest = ''
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) hear(Number(line))
  }
}
