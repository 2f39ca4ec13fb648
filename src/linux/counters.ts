import { KERNEL_COUNTERS, type KernelCounter, type RunEvent } from '../model/event.ts'
import { PROC, readShortProcFile } from './proc-file.ts'

export type Counters = Partial<Record<KernelCounter, number>>

/** Neither walks the table of sockets, so that reading both costs some 0.1 ms however many connections there are. */
const FILES = ['netstat', 'snmp']

/**
 * Parses /proc/net/netstat or snmp: pairs of lines, `TcpExt: NAME …` and `TcpExt: VALUE …`, proc_pid_net(5). Kernels differ in
 * what they count.
 */
export function parseCounters(text: string): Counters {
  const lines = text.split('\n').map((line) => line.split(' '))
  const found: Counters = {}
  for (const [at, names] of lines.entries()) {
    const values = lines[at + 1]
    if (at % 2 === 1 || !isTcp(names[0])) continue
    for (const name of KERNEL_COUNTERS) {
      const value = Number(values?.[names.indexOf(name)])
      if (Number.isInteger(value)) found[name] = value
    }
  }
  return found
}

function isTcp(group: string | undefined): boolean {
  return group === 'Tcp:' || group === 'TcpExt:'
}

/** The kernel's counters as they stand; empty where they cannot be read. */
export function readCounters(proc: string = PROC): Counters {
  return Object.assign({}, ...FILES.map((file) => parseCounters(readShortProcFile(`${proc}/net/${file}`) ?? '')))
}

export interface CountersOptions {
  now: () => number
  onEvent: (event: RunEvent) => void
  proc?: string
}

/** Emits by how much the kernel's counters have grown since they were read last. Returns what reads them; the first reading is now. */
export function followCounters({ now, onEvent, proc = PROC }: CountersOptions): () => void {
  let before = readCounters(proc)
  return () => {
    const after = readCounters(proc)
    const deltas = subtract(after, before)
    before = after
    if (Object.keys(deltas).length > 0) onEvent({ t: now(), kind: 'kernel-counters', deltas })
  }
}

function subtract(after: Counters, before: Counters): Counters {
  const deltas: Counters = {}
  for (const name of KERNEL_COUNTERS) {
    const delta = (after[name] ?? 0) - (before[name] ?? 0)
    if (delta > 0) deltas[name] = delta
  }
  return deltas
}
