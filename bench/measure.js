import { spawn } from 'node:child_process'

/**
 * Runs a client under the shell's `time`, so that all of them are measured alike. Returns what it printed and the seconds of
 * processor time that it used.
 */
export function measure(command, args) {
  const script = 'TIMEFORMAT="%U %S"; time "$@"'
  const child = spawn('bash', ['-c', script, 'bash', command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, GOMAXPROCS: '1' },
  })
  const printed = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (printed.out += chunk))
  child.stderr.on('data', (chunk) => (printed.err += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code !== 0)
        return reject(
          new Error(`expected ${command} ${args.join(' ')} to succeed, it exited with ${code}:\n${printed.err}`),
        )
      const [user, system] = printed.err.trim().split(/\s+/).slice(-2).map(Number)
      resolve({ out: printed.out, cpuSeconds: user + system })
    })
  })
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

export const client = (name) => new URL(`clients/${name}.js`, import.meta.url).pathname
