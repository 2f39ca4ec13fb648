import { CLIENTS } from '../model/scenario.ts'
import { scalar } from './scalar.ts'
import { choice } from './words.ts'

/** Whether lost requests are sent again. */
export function clientsOption(more = '') {
  return scalar(
    choice(CLIENTS),
    `strict: nothing is retried. retrying: a failure that RFC 9110 or RFC 9113 lets a client retry is retried, on a new connection.${more}`,
  )
}
