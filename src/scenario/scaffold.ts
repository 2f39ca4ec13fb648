import { stringify } from 'yaml'
import type { RunFlags } from './flags.ts'
import { findSignal } from './grammar/words.ts'

/** Where nobody says otherwise: with these a run can prove its SLA. */
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

/** For a service that somebody else started, and whose main process nobody has named. */
const RELOAD = 'systemctl reload my-service'

type Filled = RunFlags & typeof DEFAULTS & { restart: string }

/**
 * A scenario file with a comment at everything that its reader may want to change. The flags are those of a run without a file, as they
 * were typed; `fillFlags` says what they become where they are absent.
 */
export function scaffoldScenario(given: RunFlags): string {
  const flags = fillFlags(given)
  const parts = [
    writeHead(flags),
    writeTarget(flags),
    writeTraffic(flags),
    writeRestart(flags),
    TIMING,
    writeSla(flags),
  ]
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** The flags of the run that the file describes. */
export function fillFlags(given: RunFlags): Filled {
  const { start, url, pid, pidFile } = given
  const launched =
    start ?? (url === undefined && pid === undefined && pidFile === undefined ? 'node server.js' : undefined)
  const signalled = launched !== undefined || pid !== undefined || pidFile !== undefined
  return {
    ...DEFAULTS,
    restart: signalled ? 'HUP' : RELOAD,
    ...given,
    ...(launched !== undefined && { start: launched }),
  }
}

function writeHead({ name, url }: Filled): string[] {
  return [
    '# How this service is restarted, under which traffic, and what that may cost. All keys: docs/scenario.md.',
    '#   hitless plan FILE      how long it takes, and whether it can prove its SLA',
    '#   hitless run FILE       runs it, judges it, and writes reports',
    '# For completion in an editor: hitless schema > scenario.schema.json, and a first line that names it.',
    '',
    `name: ${write(name ?? (URL.canParse(url) ? new URL(url).host : 'my service'))}`,
    '# requires: [nginx]  # programs that must be installed: hitless doctor FILE',
  ]
}

function writeTarget(flags: Filled): string[] {
  const { start, url, ready, generationHeader } = flags
  return [
    'target:',
    ...(start === undefined
      ? [
          '  # It runs already, and stays. With a command hitless launches it, and ends it in the end:',
          '  # command: node server.js',
        ]
      : [
          '  # Launched by hitless, by /bin/sh, and ended in the end. Without a command it has to run already.',
          `  command: ${write(start)}`,
        ]),
    '  # ${port} stands for a free port, everywhere in this file: http://127.0.0.1:${port}',
    `  url: ${write(url)}`,
    '  ready:',
    `    path: ${write(ready)}  # answers once the service can be used`,
    '    within: 10s',
    ...writePid(flags),
    ...writeGeneration(generationHeader),
  ]
}

function writePid({ pid, pidFile }: RunFlags): string[] {
  if (pidFile !== undefined) return ['  pid:', `    file: ${write(pidFile)}  # names the process that gets the signals`]
  if (pid !== undefined) return [`  pid: ${write(pid)}  # the process that gets the signals`]
  return [
    '  # pid: { file: /run/app.pid }  # names the process that gets the signals, if not the one that was launched',
  ]
}

function writeGeneration(header: string | undefined): string[] {
  const about = '  # How old and new are told apart; without this by the processes behind the listening socket.'
  if (header === undefined) return [about, '  # generation: { header: X-Version }']
  return [about, '  generation:', `    header: ${write(header)}`]
}

function writeTraffic({ rate, connections }: Filled): string[] {
  return [
    'traffic:',
    '  # Sustained load. Without a rate: as much as the service answers.',
    '  http:',
    `    connections: ${write(connections)}`,
    `    rate: ${write(rate)}`,
    '    # path: /  # or requests: a mix of several',
    '  fresh: { rate: 100/s }  # a new connection for each request: sees when nobody listens',
    '  keepalive: { connections: 20, every: 100ms }  # users with a pause between two requests',
    '  idle: { connections: 5 }  # silent through the restart, they speak after it',
    '  # slow: { connections: 5, path: /report }  # requests that outlast the restart',
    '  # sse: { connections: 10, path: /events }  # also: websocket, http2, grpc, download, upload, tls, tcp',
  ]
}

function writeRestart({ restart, restarts, every }: Filled): string[] {
  return [
    'restart:',
    '  # What so many restarts prove, and what more would, says hitless plan.',
    `  count: ${write(restarts)}`,
    `  every: ${write(every)}`,
    '  steps:',
    `    - ${writeStep(restart)}`,
    '    - wait: { generation: new, within: 30s }',
    '  # One that has to be stopped and started: stop: true, then start: true. All steps: docs/restart.md.',
  ]
}

/** The name of a signal is sent to the target; anything else is a command. */
function writeStep(restart: string): string {
  const signal = restart.toUpperCase()
  return findSignal(signal) === undefined ? `exec: ${write(restart)}` : `signal: ${signal}`
}

const TIMING = [
  'timing:',
  '  warmup: 1s  # not measured',
  '  baseline: 3s  # measured, before the first restart',
  '  cooldown: 3s  # measured, after the last',
]

function writeSla({ sla, confidence, clients }: Filled): string[] {
  return [
    'sla:',
    `  availability: ${write(sla)}`,
    `  confidence: ${write(confidence)}  # none: compare the observed values alone`,
    `  clients: ${write(clients)}  # retrying: what RFC 9110 lets a client send again counts by its second try`,
    '  drain: 30s  # how long the old generation may live on',
    '  # All six are reported; these decide: no-refusals, no-losses, connections-kept, replaced, takeover, responsive.',
    '  require: [replaced]',
  ]
}

/** A value as YAML writes it, in one line: with quotes where it needs them. */
function write(value: string): string {
  if (/^\d+$/.test(value)) return value
  return stringify(value, { lineWidth: 0, defaultStringType: needsNoQuotes(value) ? 'PLAIN' : 'QUOTE_SINGLE' }).trim()
}

function needsNoQuotes(value: string): boolean {
  return !/: |^\s|\s$| #/.test(value)
}
