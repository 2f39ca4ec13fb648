import cluster from 'node:cluster'

/**
 * The primary of a Node cluster, which on SIGHUP replaces every worker, one after the other, the next one listening before the last
 * one is told to `retire`. A worker finds its generation in the environment variable GENERATION.
 *
 * @param workers how many
 * @param where what they serve on, for the log
 * @param env what all of them find in their environment besides, whatever their generation
 * @returns the same restart, for those who want to be told of its end: resolves with the number of the generation that serves then,
 *   and rejects where no new worker came up
 */
export function lead({ workers, where, env = {} }) {
  let generation = 1
  let restarting = Promise.resolve()
  let stopping = false

  async function startWorker() {
    const worker = cluster.fork({ GENERATION: String(generation), ...env })
    await new Promise((resolve, reject) => {
      worker.once('listening', resolve)
      worker.once('exit', () => reject(new Error(`worker ${worker.process.pid} ended before it listened`)))
    })
    return worker
  }

  async function retire(worker) {
    const gone = new Promise((resolve) => worker.once('exit', resolve))
    worker.send('retire')
    await gone
  }

  async function replaceAll() {
    if (stopping) return
    generation += 1
    for (const old of Object.values(cluster.workers ?? {})) {
      await startWorker()
      await retire(old)
    }
    console.log(`generation ${generation} serves`)
  }

  /** One after the other, however many are asked for; one that failed keeps nobody from trying again. */
  function restart() {
    const done = restarting.then(replaceAll).then(() => generation)
    restarting = done.catch((error) => console.error(`restart failed: ${error.message}`))
    return done
  }

  process.on('SIGHUP', () => void restart().catch(() => {}))
  process.on('SIGTERM', () => {
    stopping = true
    for (const worker of Object.values(cluster.workers ?? {})) worker.kill('SIGTERM')
    setTimeout(() => process.exit(0), 500).unref()
    cluster.on('exit', () => Object.keys(cluster.workers ?? {}).length === 0 && process.exit(0))
  })
  for (let i = 0; i < workers; i++) {
    startWorker().then(
      () => console.log(`generation 1 serves on ${where}`),
      (error) => {
        console.error(error.message)
        process.exit(1)
      },
    )
  }
  return restart
}
