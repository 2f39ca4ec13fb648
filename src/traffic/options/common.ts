import { clientsOption } from '../../grammar/clients.ts'
import { scalar } from '../../grammar/scalar.ts'
import { positiveDuration } from '../../grammar/units.ts'
import { integer, nonEmptyText } from '../../grammar/words.ts'
import type { Clients, TrafficSpec } from '../../model/scenario.ts'
import type { TrafficPlace } from '../kind.ts'
import { buildRequests, type RequestsOptions, requestsShape } from './requests.ts'

/** What all traffic of HTTP requests has; `timeout` is that of the kind, where a scenario does not say. */
export function commonShape(timeout: string) {
  return { name: nameOption(), ...requestsShape, timeout: timeoutOption(timeout) }
}

export function nameOption() {
  return scalar(nonEmptyText('a name'), 'Name in the reports. Default: the kind. Names must be unique.').exactOptional()
}

export function timeoutOption(timeout: string) {
  return scalar(positiveDuration, 'How long a request may take, from when it was due until it is complete.').prefault(
    timeout,
  )
}

/** Of traffic on connections that are used again: on others there is nothing to retry. */
export const clientsShape = { clients: clientsOption(' Default: as in sla.').exactOptional() }

export function countOfConnections(count: string) {
  return scalar(integer({ min: 1, what: 'a number of connections, at least 1' }), 'Number of connections.').prefault(
    count,
  )
}

export function otherPort() {
  const port = integer({ min: 1, max: 65_535, what: 'a port' })
  return scalar(port, "Port, if not that of the target's url.").exactOptional()
}

export interface CommonOptions extends RequestsOptions {
  timeout: number
  clients?: Clients
}

export function buildCommon(
  { timeout, clients, ...requests }: CommonOptions,
  place: TrafficPlace,
): Pick<TrafficSpec, 'name' | 'requests' | 'skipped' | 'timeoutMs' | 'clients'> {
  return {
    name: place.name,
    ...buildRequests(requests, place),
    timeoutMs: timeout,
    ...(clients !== undefined && { clients }),
  }
}
