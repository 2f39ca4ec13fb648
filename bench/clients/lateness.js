/** Notes when each arrival of an even schedule left, and tells how late that was and what the process spent meanwhile. */
export function watchLateness(arrivals, rate) {
  const left = new Float64Array(arrivals)
  const before = process.cpuUsage()
  let count = 0
  return {
    leave() {
      if (count < arrivals) left[count] = performance.now()
      count += 1
    },
    /** `start`: when the first was due, by performance.now(). They leave in the order in which they are due. */
    printSummary(start) {
      if (count < arrivals) throw new Error(`expected ${arrivals} arrivals, got ${count}`)
      const { user, system } = process.cpuUsage(before)
      const late = left.map((time, i) => time - start - (i * 1_000) / rate).toSorted()
      const at = (share) => late[Math.floor(late.length * share)]
      const within = late.filter((ms) => ms <= 2).length / late.length
      const costUs = (user + system) / arrivals
      process.stdout.write(JSON.stringify({ within, p50: at(0.5), p99: at(0.99), p999: at(0.999), costUs }))
      process.exit(0)
    },
  }
}
