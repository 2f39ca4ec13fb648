import type { Options } from 'yargs'
import type { RunFlags } from '../scenario/flags.ts'

const GROUP = 'A run without a scenario file:'

function flag(describe: string) {
  return { type: 'string', requiresArg: true, group: GROUP, describe } as const satisfies Options
}

/** The flags that describe a run without a scenario file; their values are checked as those of a file are. */
export const RUN_FLAGS = {
  start: flag('Command that starts the target; without it, the target must already run'),
  deployment: flag('Kubernetes Deployment to test, restarted by a rollout'),
  namespace: flag('Namespace of the Deployment (default)'),
  context: flag("kubectl context of the Deployment's cluster; default: the current one"),
  url: flag('Where the target answers'),
  pid: flag('Process id of a target that already runs'),
  'pid-file': flag('Pid file of the process that receives the signals'),
  restart: flag("A signal such as HUP, or a command such as 'nginx -s reload'"),
  restarts: flag('Number of restarts (1); with scenario files, instead of their own'),
  every: flag('Minimum time from the start of one restart to the next (5s)'),
  sla: flag('Target availability (99.99%)'),
  confidence: flag('Confidence of the lower bound, or none (95%)'),
  clients: flag('Kind of clients: strict or retrying (strict)'),
  rate: flag('Requests per second, sent by autocannon, such as 500/s'),
  connections: flag('Connections of autocannon'),
  ready: flag('Path that answers once the target is ready (/)'),
  'generation-header': flag('Response header that identifies the generation; default: the serving process'),
  name: flag('Name of the run'),
} satisfies Record<string, Options>

export type FlagArguments = Record<keyof typeof RUN_FLAGS, string | undefined>

/** The flags that were given; undefined where there are none, so that the run is not one by flags. */
export function readFlags(given: FlagArguments): RunFlags | undefined {
  const flags = Object.entries(given).filter(([name, value]) => name in RUN_FLAGS && value !== undefined)
  if (flags.length === 0) return undefined
  return Object.fromEntries(flags.map(([name, value]) => [camelCase(name), value]))
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
