// Listens on `localhost`, which is 127.0.0.1 for the first one and ::1 for the next: what Node resolves it to by default up to 16, and
// from 17 on, where the system puts ::1 first.
//
//   node server.js PORT ADDRESS
import { createServer } from 'node:http'
import { note } from '../account.js'

const [port, address] = process.argv.slice(2)
createServer((_request, response) => response.end('hello\n')).listen(Number(port), address, () =>
  note(address === '::1' ? 'on-ipv6' : 'on-ipv4'),
)
