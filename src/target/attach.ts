import { findHolders } from '../linux/port-holder.ts'
import { TargetError } from '../model/target-error.ts'
import { tellMissing } from './evidence-gaps.ts'
import { awaitPidFile } from './pid-file.ts'
import { waitReady } from './ready.ts'
import { type Household, openHousehold, type TargetOptions } from './runtime.ts'
import { presentTarget, type Target } from './target.ts'

/**
 * Attaches to a target that already runs, named by its pid, its pid file, or else by whoever listens on its port. Its
 * processes are watched but never ended. A TargetError where it is not there or does not answer.
 */
export async function attachTarget(options: TargetOptions): Promise<Target> {
  const household = await openHousehold(options, true)
  const target = presentTarget(household, {})
  try {
    const pids = await findRoots(household)
    for (const pid of pids) takeIn(household, pid)
    household.watch.refresh()
    const pid = target.view.mainPid()
    options.onEvent({ t: options.clock.now(), kind: 'target-attached', ...(pid !== undefined && { pid }) })
    const { url, tls, ready } = options.spec
    await waitReady({ ready, url, tls, log: household.log, logFrom: 0, ended: () => undefined, abort: options.abort })
    household.watch.refresh()
    tellMissing(household)
    options.onEvent({ t: options.clock.now(), kind: 'target-ready' })
    return target
  } catch (error) {
    await target.stop()
    throw error
  }
}

function takeIn({ options, place, watch, roots }: Household, pid: number): void {
  if (!place.processes) return
  const member = watch.add(pid, false)
  // Of several holders of a listening socket none is the main process for that, and one may be hitless itself.
  if (!options.spec.pid) return
  if (!member) throw new TargetError(`Expected the target to be pid ${pid}, but there is no such process.`)
  roots.push(member)
}

async function findRoots({ options, place }: Household): Promise<number[]> {
  const { pid, ready } = options.spec
  if (!pid) return place.socket ? findHolders(place.port, new Set(['0.0.0.0', '::', ...place.socket.addresses])) : []
  if ('pid' in pid) return [pid.pid]
  return [await awaitPidFile(pid.file, ready.withinMs, options.abort)]
}
