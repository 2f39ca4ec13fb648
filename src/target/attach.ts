import { findHolders } from '../linux/port-holder.ts'
import type { Target } from '../model/target.ts'
import { TargetError } from '../model/target-error.ts'
import { emitEvidenceGaps } from './evidence-gaps.ts'
import { awaitPidFile } from './main-process.ts'
import { waitReady } from './ready.ts'
import { openRuntime, type TargetOptions, type TargetRuntime } from './runtime.ts'
import { presentTarget } from './target.ts'

/**
 * Attaches to a target that already runs, named by its pid, its pid file, or else by its listening port. Its
 * processes are watched but never ended. A TargetError where it is not there or does not answer.
 */
export async function attachTarget(options: TargetOptions): Promise<Target> {
  const runtime = await openRuntime(options, true)
  const target = presentTarget(runtime, {})
  try {
    const pids = await findRoots(runtime)
    for (const pid of pids) takeIn(runtime, pid)
    runtime.watch.refresh()
    const pid = target.view.mainPid()
    options.onEvent({ t: options.clock.now(), kind: 'target-attached', ...(pid !== undefined && { pid }) })
    const { url, tls, ready } = options.spec
    await waitReady({ ready, url, tls, log: runtime.log, logFrom: 0, ended: () => undefined, abort: options.abort })
    runtime.watch.refresh()
    emitEvidenceGaps(runtime)
    options.onEvent({ t: options.clock.now(), kind: 'target-ready' })
    return target
  } catch (error) {
    await target.stop()
    throw error
  }
}

function takeIn({ options, location, watch, roots }: TargetRuntime, pid: number): void {
  if (!location.processes) return
  const found = watch.add(pid, false)
  // Of several holders of a listening socket none is the main process for that, and one may be hitless itself.
  if (!options.spec.pid) return
  if (!found) throw new TargetError(`Expected the target to be pid ${pid}, but there is no such process.`)
  roots.push(found)
}

async function findRoots({ options, pidFile, location: { port, socket } }: TargetRuntime): Promise<number[]> {
  const { pid } = options.spec
  if (pidFile) return [await awaitPidFile(pidFile, options)]
  if (pid && 'pid' in pid) return [pid.pid]
  return socket ? findHolders(port, new Set(['0.0.0.0', '::', ...socket.addresses])) : []
}
