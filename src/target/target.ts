import { statSync } from 'node:fs'
import { poll, realTime } from '../model/poll.ts'
import type { ReadySpec } from '../model/scenario.ts'
import type { Target, TargetView } from '../model/target.ts'
import { TargetError } from '../model/target-error.ts'
import { cleanFolder } from './clean.ts'
import { awaitDeath, watchEnd } from './death.ts'
import { findMainPid } from './main-process.ts'
import { waitReady } from './ready.ts'
import { launchInto, type TargetRuntime } from './runtime.ts'
import { stopGroups, stopProcesses } from './stop.ts'

/** @param env what commands of restart steps get in their environment */
export function presentTarget(runtime: TargetRuntime, env: Record<string, string>): Target {
  const { options, watch, generations, log, peerOf } = runtime
  const death = awaitDeath(runtime)
  let stopping: Promise<void> | undefined
  return {
    view: viewOf(runtime),
    generations,
    died: death.died,
    env,
    log,
    peerOf,
    expectChange(underway) {
      watch.setSamplingRate(underway ? 'fast' : 'slow')
      death.suspend(underway)
    },
    async launchNext(command = options.spec.command, ready) {
      if (command === undefined)
        throw new TargetError('Expected a command to launch the next generation with, found none.')
      const { pid } = await launchAndWait(runtime, command, ready)
      return pid
    },
    stop() {
      death.suspend(true)
      stopping ??= close(runtime).finally(() => death.close())
      return stopping
    },
  }
}

/** Launches a command and waits until it is ready; a TargetError otherwise. */
export async function launchAndWait(
  runtime: TargetRuntime,
  command: string,
  ready: ReadySpec,
): Promise<{ pid: number }> {
  const { options, log, watch } = runtime
  const logFrom = statSync(log, { throwIfNoEntry: false })?.size ?? 0
  const launched = await launchInto(runtime, command)
  const end = watchEnd(() => launched, watch)
  const { url, tls } = options.spec
  await waitReady({ ready, url, tls, log, logFrom, ended: () => end()?.how, abort: options.abort })
  watch.refresh()
  return launched
}

function viewOf(runtime: TargetRuntime): TargetView {
  const { location, watch } = runtime
  return {
    port: location.port,
    mainPid: () => findMainPid(runtime),
    processes: () => watch.processes(),
    refresh: () => watch.refresh(),
    listening() {
      const open = watch.listening()
      // A target that answers although no listener was ever seen is out of sight: a container, another machine.
      return open === false && !watch.hasListened() ? undefined : open
    },
  }
}

/** How long after the end of a child the system may take to report how it ended. */
const EXIT_REPORT_MS = 1000

async function close(runtime: TargetRuntime): Promise<void> {
  const { options, location, watch, launched, watchdog, clean } = runtime
  const { signal, withinMs } = options.spec.stop
  const onTrouble = (message: string): void => {
    options.onEvent({ t: options.clock.now(), kind: 'trouble', code: 'target-did-not-stop', message })
  }
  if (location.processes) {
    await stopProcesses({ watch, mainPid: () => findMainPid(runtime), signal, withinMs, onTrouble })
    await poll(realTime(), EXIT_REPORT_MS, () => launched.every((one) => one.ended() !== undefined))
    watch.refresh()
  } else {
    await stopGroups({ launched, signal, withinMs, onTrouble })
  }
  await watchdog?.dismiss()
  watch.close()
  if (launched.length > 0) cleanFolder(clean)
}
