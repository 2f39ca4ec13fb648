import cluster from 'node:cluster'
import process from 'node:process'

/**
 * The primary of a cluster with one worker: HUP starts the next one, and TERM goes to the last one when the next one listens.
 */
export function replaceOnHup() {
  let current = cluster.fork()
  process.on('SIGHUP', () => {
    const last = current
    current = cluster.fork()
    current.once('listening', () => last.process.kill('SIGTERM'))
  })
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGKILL')
    process.exit(0)
  })
}
