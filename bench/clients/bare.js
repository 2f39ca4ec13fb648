// autocannon without anything of ours: node bare.js URL SECONDS CONNECTIONS
import autocannon from 'autocannon'

const [url, seconds, connections] = process.argv.slice(2)
const result = await autocannon({ url, duration: Number(seconds), connections: Number(connections) })
process.stdout.write(`${JSON.stringify({ requests: result.requests.total })}\n`)
