import { scalar } from '../../grammar/scalar.ts'
import { choice } from '../../grammar/words.ts'
import { CLIENTS } from '../../model/scenario.ts'

/** Whether lost requests are sent again. */
export function clientsOption(more = '') {
  return scalar(
    choice(CLIENTS),
    `strict: nothing is retried. retrying: a failure that RFC 9110 or RFC 9113 lets a client retry is sent once more, on a new connection.${more}`,
  )
}

/** Of traffic on connections that are used again: on others there is nothing to retry. */
export const clientsShape = { clients: clientsOption(' Default: as in sla.').exactOptional() }
