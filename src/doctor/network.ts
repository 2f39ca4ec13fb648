import { PORT_RANGE_FILE, parsePortRange } from '../linux/ports.ts'
import type { Check } from '../model/checkup.ts'
import type { Scenario } from '../model/scenario.ts'
import { formatCount } from '../text/numbers.ts'
import { type Machine, readNumber } from './machine.ts'

const SYS = '/proc/sys/net'
/** How long a closed connection keeps its port: TIME_WAIT, tcp(7). */
const TIME_WAIT_S = 60
const FEW_PORTS = 10_000
/** Connections that wait to be accepted while a target is busy with its restart. */
const SHORT_QUEUE = 1024

/** Settings of the kernel that decide over what restarts cost. Nothing where they are not there. */
export function checkNetwork(machine: Machine, scenarios: readonly Scenario[]): Check[] {
  return [
    ...checkPorts(machine, scenarios),
    ...checkQueue(machine),
    ...checkMigration(machine),
    ...checkOverflow(machine),
  ]
}

function checkPorts(machine: Machine, scenarios: readonly Scenario[]): Check[] {
  const what = 'client ports'
  const range = parsePortRange(machine.read(PORT_RANGE_FILE) ?? '')
  if (range === undefined) return []
  const { first, last } = range
  const count = last - first + 1
  const rate = Math.floor(count / TIME_WAIT_S)
  const found = `${formatCount(count)} for each address (${first}–${last}): ${formatCount(rate)} new connections per second`
  const low = count < FEW_PORTS
  const own: Check = {
    status: low ? 'warning' : 'good',
    what,
    found,
    ...(low && { remedy: 'sysctl -w net.ipv4.ip_local_port_range="32768 60999"' }),
  }
  return [own, ...scenarios.flatMap((scenario) => checkRates(scenario, rate))]
}

/** On 127.0.0.0/8 hitless takes as many addresses as it needs. */
function checkRates({ name, target, traffic }: Scenario, most: number): Check[] {
  if (new URL(target.url).hostname.startsWith('127.')) return []
  return traffic.flatMap((spec) => {
    const { rate = 0, sources } = spec
    if (sources === undefined || rate <= most * Math.max(1, sources.length)) return []
    const found = `${spec.name} opens ${rate} connections per second, and an address has ports for ${formatCount(most)}`
    const remedy = `name more addresses of this machine under traffic.${spec.name}.sources`
    return [{ status: 'warning' as const, what: `client ports for ${name}`, found, remedy }]
  })
}

function checkQueue(machine: Machine): Check[] {
  const what = 'net.core.somaxconn'
  const length = readNumber(machine, `${SYS}/core/somaxconn`)
  if (length === undefined) return []
  const found = `${formatCount(length)} (maximum accept backlog)`
  if (length >= SHORT_QUEUE) return [{ status: 'good', what, found }]
  const remedy = `for longer accept pauses, lengthen the queue: sysctl -w ${what}=4096, and a matching backlog of the server`
  return [{ status: 'warning', what, found, remedy }]
}

/** Documentation/networking/ip-sysctl.rst of the kernel. */
function checkMigration(machine: Machine): Check[] {
  const what = 'net.ipv4.tcp_migrate_req'
  const value = readNumber(machine, `${SYS}/ipv4/tcp_migrate_req`)
  if (value === undefined) return []
  if (value > 0)
    return [
      { status: 'note', what, found: '1: connections queued at a closing SO_REUSEPORT listener move to another one' },
    ]
  const found = '0: connections in the accept queue of a closing SO_REUSEPORT listener are reset'
  return [{ status: 'note', what, found, remedy: `for restarts with SO_REUSEPORT: sysctl -w ${what}=1` }]
}

function checkOverflow(machine: Machine): Check[] {
  const what = 'net.ipv4.tcp_abort_on_overflow'
  if (readNumber(machine, `${SYS}/ipv4/tcp_abort_on_overflow`) !== 1) return []
  const found = '1: a full accept queue resets connections instead of letting clients try again'
  return [{ status: 'warning', what, found, remedy: `sysctl -w ${what}=0, unless you want to observe that` }]
}
