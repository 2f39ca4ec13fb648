import type { RunFlags } from '../scenario/flags.ts'
import type { Starter } from './starter.ts'

/** The defaults: with these a run can prove its SLA. */
const DEFAULTS = {
  url: 'http://127.0.0.1:3000',
  ready: '/',
  restarts: '3',
  every: '10s',
  rate: '1000/s',
  connections: '20',
  sla: '99.99%',
  confidence: '95%',
  clients: 'strict',
} satisfies RunFlags

/** For a service that hitless did not start, and whose main process is not named. */
const RELOAD = 'systemctl reload my-service'

/** With everything that a scenario file says. */
export type FilledFlags = RunFlags & typeof DEFAULTS

/** The flags of the run that the file describes. */
export function fillFlags(given: RunFlags, starter?: Starter): FilledFlags {
  return fillRest(starter === undefined ? given : fillUsual(given, starter))
}

/** Where such a server usually is; one that hitless is to start is where the library's own has its pid file. */
function fillUsual(given: RunFlags, { usual, clients, pidFile }: Starter): RunFlags {
  const { start: usually, pidFile: running, ...rest } = usual
  const start = given.start ?? (isPlaced(given) ? undefined : usually)
  const file = start === undefined ? running : pidFile
  const named = given.pid !== undefined || given.pidFile !== undefined
  const place = { ...rest, start, pidFile: named ? undefined : file }
  const known = Object.entries(place).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(known), clients, ...given }
}

/** Whether the flags say where the service runs, so that hitless does not start it. */
function isPlaced({ url, pid, pidFile, deployment }: RunFlags): boolean {
  return [url, pid, pidFile, deployment].some((place) => place !== undefined)
}

function fillRest(given: RunFlags): FilledFlags {
  const { start, pid, pidFile, deployment } = given
  const launched = start ?? (isPlaced(given) ? undefined : 'node server.js')
  const signalled = launched !== undefined || pid !== undefined || pidFile !== undefined
  return {
    ...DEFAULTS,
    ...(deployment === undefined && { restart: signalled ? 'HUP' : RELOAD }),
    ...given,
    ...(launched !== undefined && { start: launched }),
  }
}
