import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import type { Exit } from '../model/target.ts'
import { TargetError } from '../model/target-error.ts'
import { shellScript } from './command.ts'

export interface LaunchOptions {
  command: string
  cwd: string
  env: Record<string, string>
  /** Standard output and standard error are appended here. */
  log: string
}

export interface Launched {
  pid: number
  command: string
  /** How it ended: `exit code 1`, `signal SIGKILL`. Undefined while it lives, and until this process learns of it. */
  ended(): { how: string; exit: Exit } | undefined
}

/**
 * Runs a command by /bin/sh in a session and process group of its own, setsid(2), so that a Ctrl-C on the terminal reaches
 * hitless alone. Resolves once the shell executes; what the command makes of itself is for the caller to see.
 */
export async function launch({ command, cwd, env, log }: LaunchOptions): Promise<Launched> {
  const output = openSync(log, 'a')
  try {
    const child = spawn('/bin/sh', ['-c', shellScript(command)], {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', output, output],
    })
    await once(child, 'spawn')
    child.unref()
    return describe(child, command)
  } catch (error) {
    throw new TargetError(
      `The target could not be launched in ${cwd}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  } finally {
    closeSync(output)
  }
}

function describe(child: ChildProcess, command: string): Launched {
  const { pid } = child
  if (pid === undefined) throw new Error('A spawned process has a pid.')
  return {
    pid,
    command,
    ended() {
      const { signalCode: signal, exitCode: code } = child
      if (signal !== null) return { how: `signal ${signal}`, exit: { signal } }
      return code === null ? undefined : { how: `exit code ${code}`, exit: { code } }
    },
  }
}
