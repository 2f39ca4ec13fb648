import type { TrafficRecorder } from '../../../model/recorder.ts'
import { classify, type Ending } from '../../../net/classify.ts'
import { neverSent } from '../../exchange/exchange.ts'
import { settleUnsent } from '../../thread/settle.ts'
import type { Arrival, PreparedRequest } from './prepared-request.ts'

interface Group {
  request: PreparedRequest
  by: Ending['by']
  dues: number[]
}

/** Arrivals whose waiting ends at one time, by their request and by what ended it. */
export interface UnsentGroups {
  add(arrival: Arrival, ending: Ending): void
  /** Records all of them. */
  settle(attempts: TrafficRecorder, traffic: string, end: number): void
}

export function createUnsentGroups(): UnsentGroups {
  const groups: Group[] = []
  return {
    add({ due, request }, { by }) {
      const group = groups.find((one) => one.request === request && one.by === by)
      if (group === undefined) groups.push({ request, by, dues: [due] })
      else group.dues.push(due)
    },
    settle(attempts, traffic, end) {
      for (const { request, by, dues } of groups) {
        const exchange = neverSent({ ...classify({ by, phase: 'queue', bytesRead: 0 }), connected: false }, end)
        const [due = end] = dues
        settleUnsent(attempts, { traffic, request: request.spec, due, connection: 0, exchange }, dues)
      }
    },
  }
}
