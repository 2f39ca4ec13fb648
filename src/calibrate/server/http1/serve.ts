import type { Serve } from '../connection-context.ts'
import { answerWell } from './answers.ts'
import { COMMIT, REQUEST_CYCLE } from './faults.ts'
import { createRequestReader } from './requests.ts'

/** Good answers in turn, of every form that a response can have and leave its connection open. */
const ANSWERS = ['/', '/chunked', '/empty', '/204', '/103', '/trailers']

/** Requests one after the other: good answers, and the faults that their path asks for. */
export const serveRequests: Serve = ({ socket, port, clock, requestLog }) => {
  const line = { stream: socket, raw: socket }
  let turn = 0
  return createRequestReader(({ method, target }) => {
    const { fault, delayMs } = requestLog.enter(target, { port, at: clock.now() }, REQUEST_CYCLE)
    const answer = () => {
      if (fault === undefined) answerWell(socket, method, ANSWERS[turn++ % ANSWERS.length] ?? '/', '')
      else COMMIT[fault](line)
    }
    if (delayMs > 0) setTimeout(answer, delayMs)
    else answer()
  })
}
