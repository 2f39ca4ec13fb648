import { type ChildProcess, fork } from 'node:child_process'
import { freePort } from '../../linux/ports.ts'
import type { Clock } from '../../model/clock.ts'
import { builtProgram } from '../../package-files.ts'
import type { FromServer, ListenerGap, LongLivedReport, ServerLog, ToServer } from './protocol.ts'

/** The calibration server, in a process of its own. Owned by its caller until `close`. */
export interface CalibrationServer {
  url: string
  /** Closes its listener at `at`, on the run's clock, for `ms` milliseconds; resolves to when that really was. */
  gap(at: number, ms: number): Promise<ListenerGap>
  account(paths: string[]): Promise<ServerLog>
  /** Ends the next connections that are held open, in a number of rounds of every way to do so. */
  plan(rounds: number): Promise<void>
  longLived(): Promise<LongLivedReport>
  close(): void
}

/** @throws where the process does not start, or ends by itself */
export async function startServer(clock: Clock): Promise<CalibrationServer> {
  const port = await freePort()
  const child = fork(builtProgram('calibrate/server/main.js'), {
    serialization: 'advanced',
    // Options of this Node, such as --inspect, are none of the server's.
    execArgv: [],
    // A Ctrl-C on the terminal is for hitless alone: this process ends with its channel.
    detached: true,
  })
  const ask = <T extends FromServer['type']>(message: ToServer, answer: T) => askServer(child, message, answer)
  await ask({ type: 'listen', origin: clock.origin, port }, 'listening')
  return {
    url: `http://127.0.0.1:${port}`,
    gap: (at, ms) => ask({ type: 'gap', at, ms }, 'gap'),
    account: async (paths) => (await ask({ type: 'account', paths }, 'account')).account,
    plan: async (rounds) => void (await ask({ type: 'plan', rounds }, 'planned')),
    longLived: () => ask({ type: 'long-lived' }, 'long-lived'),
    close: () => child.disconnect(),
  }
}

/** One question at a time of each kind: answers come in order. */
function askServer<T extends FromServer['type']>(
  child: ChildProcess,
  message: ToServer,
  type: T,
): Promise<Extract<FromServer, { type: T }>> {
  return new Promise((resolve, reject) => {
    const hear = (answer: FromServer) => {
      if (!isOf(answer, type)) return
      settle()
      resolve(answer)
    }
    const end = (code: number | null) => {
      settle()
      reject(new Error(`Expected the calibration server to answer, but it ended with code ${code ?? 'of a signal'}.`))
    }
    const settle = () => {
      child.off('message', hear)
      child.off('exit', end)
    }
    child.on('message', hear)
    child.on('exit', end)
    child.send(message)
  })
}

function isOf<T extends FromServer['type']>(answer: FromServer, type: T): answer is Extract<FromServer, { type: T }> {
  return answer.type === type
}
