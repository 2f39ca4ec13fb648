// Keeps connections open, and leaves others in TIME_WAIT: node connections.js URL OPEN CLOSED. Ends with its standard input.
import { connect } from 'node:net'

const [url, open, closed] = process.argv.slice(2)
const { port, hostname: host } = new URL(url)
const AT_A_TIME = 50

/** The server closes first, so that TIME_WAIT is on its side. */
function closeOne() {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host }, () => socket.write(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`))
    socket.resume().on('error', reject).on('close', resolve)
  })
}

/** Open, and served: it has been answered once. */
function openOne() {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host }, () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'))
    socket.on('error', reject).once('data', resolve)
    socket.resume()
  })
}

async function repeat(count, work) {
  let left = count
  const run = async () => {
    while (left-- > 0) await work()
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, run))
}

await repeat(Number(open), openOne)
await repeat(Number(closed), closeOne)
console.log('ready')
process.stdin.resume().on('end', () => process.exit(0))
