/**
 * A command that restarts server.mjs, as `apachectl graceful` or `nginx -s reload` do: asks over the control socket, and exits with 0
 * when the new generation serves, else with 1 and the reason.
 *
 *   node restart.mjs SOCKET
 */
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

try {
  const socket = connect(process.argv[2] ?? 'control.sock')
  socket.end('restart\n')
  const answer = await text(socket)
  if (!answer.startsWith('ok ')) throw new Error(answer.trim() || 'the server went without an answer')
  console.log(answer.trim())
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
