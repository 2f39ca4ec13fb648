import type { Check } from '../model/checkup.ts'
import type { Machine } from './machine.ts'

/** Where hitless reads what processes and sockets do: proc(5). */
export function checkProc(machine: Machine): Check[] {
  const what = '/proc'
  if (machine.platform !== 'linux' || machine.read('/proc/self/stat') === undefined) {
    const found = `not there (${machine.platform}): processes, listeners and kernel counters cannot be seen`
    const remedy = 'name target.generation by header or body; reports say what evidence is missing'
    return [{ status: 'warning', what, found, remedy }]
  }
  // proc(5): with hidepid the processes of others are not there to be seen, not even that of init.
  if (machine.read('/proc/1/stat') === undefined) {
    const found = 'mounted so that only your own processes can be seen'
    const remedy = 'run hitless as the user that the target runs as, or as root'
    return [{ status: 'warning', what, found, remedy }]
  }
  if (machine.read('/proc/net/tcp') === undefined)
    return [{ status: 'warning', what, found: 'processes can be seen, and sockets cannot' }]
  return [{ status: 'good', what, found: 'processes and sockets can be seen' }]
}

export function checkProcessors({ processors }: Machine): Check[] {
  const what = 'processors'
  if (processors > 1) return [{ status: 'good', what, found: String(processors) }]
  const found = '1: load, target and restarts take it from each other'
  return [{ status: 'warning', what, found, remedy: 'see what is left for a run: hitless calibrate' }]
}
