// Finishes and ends on TERM, and starts anew on HUP, if only it got them.
import { createServer } from 'node:http'
import { note } from '../account.js'

const server = createServer((_request, response) => response.end('hello\n'))
for (const signal of ['SIGHUP', 'SIGTERM']) process.on(signal, () => stop(signal))
server.listen(Number(process.env.PORT), '127.0.0.1')

function stop(signal) {
  note(signal)
  server.close(() => process.exit(0))
}
