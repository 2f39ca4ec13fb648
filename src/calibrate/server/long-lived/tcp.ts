import type { Serve } from '../connection-context.ts'
import { createEcho } from './echo.ts'

/** Numbered lines, sent back by plan. */
export const serveTcp: Serve = ({ socket, port, clock, longLivedLog }) => {
  const hear = createEcho(longLivedLog.open('tcp', { socket, port, at: clock.now() }), {
    say: (n) => socket.write(`${n}\n`),
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
