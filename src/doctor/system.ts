import type { Check } from '../model/checkup.ts'
import type { Machine } from './machine.ts'

/** Where hitless reads what processes and sockets do: proc(5). */
export function checkProc(machine: Machine): Check[] {
  const what = '/proc'
  if (machine.platform !== 'linux' || machine.read('/proc/self/stat') === undefined) {
    const found = `not available (${machine.platform}): processes, listeners and kernel counters cannot be observed`
    const remedy = 'name target.generation by header or body; reports say what evidence is missing'
    return [{ status: 'warning', what, found, remedy }]
  }
  // proc(5): with hidepid the processes of others are not there to be seen, not even that of init.
  if (machine.read('/proc/1/stat') === undefined) {
    const found = 'mounted so that only your own processes are visible'
    const remedy = 'run hitless as the user that the target runs as, or as root'
    return [{ status: 'warning', what, found, remedy }]
  }
  if (machine.read('/proc/net/tcp') === undefined)
    return [{ status: 'warning', what, found: 'processes are visible, sockets are not' }]
  return [{ status: 'good', what, found: 'processes and sockets are visible' }]
}

export function checkProcessors({ processors }: Machine): Check[] {
  const what = 'processors'
  if (processors > 1) return [{ status: 'good', what, found: String(processors) }]
  const found = '1: load, target and restarts compete for it'
  return [{ status: 'warning', what, found, remedy: 'measure what is left for a run: hitless calibrate' }]
}

/** The oldest that is tried, as in `engines` of package.json. */
const OLDEST = { major: 20, minor: 19 }

export function checkNode({ node }: Machine): Check[] {
  const [major = 0, minor = 0] = node.replace('v', '').split('.').map(Number)
  const wanted = `${OLDEST.major}.${OLDEST.minor} or later`
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor))
    return [{ status: 'good', what: 'Node', found: `${node}; ${wanted} is needed` }]
  return [
    {
      status: 'missing',
      what: 'Node',
      found: `${node}; ${wanted} is needed`,
      remedy: 'install a newer one, from nodejs.org or your distribution',
    },
  ]
}
