import type { Socket } from 'node:net'
import type { Clock } from '../../model/clock.ts'
import type { Bookkeeping } from './account.ts'
import { answerWell } from './answers.ts'
import { COMMIT } from './faults.ts'
import { createRequestReader } from './requests.ts'

/** Good answers in turn, of every form that a response can have and leave its connection open. */
const ANSWERS = ['/', '/chunked', '/empty', '/204', '/103', '/trailers']

/** Serves one connection: good answers, and the faults that its requests' path asks for. */
export function serveConnection(socket: Socket, clock: Clock, books: Bookkeeping): void {
  const line = { stream: socket, raw: socket }
  const port = socket.remotePort ?? 0
  let turn = 0
  const read = createRequestReader(({ method, target }) => {
    const { fault, delayMs } = books.enter(target, port, clock.now())
    const answer = () => {
      if (fault === undefined) answerWell(socket, method, ANSWERS[turn++ % ANSWERS.length] ?? '/', '')
      else COMMIT[fault](line)
    }
    if (delayMs > 0) setTimeout(answer, delayMs)
    else answer()
  })
  socket.on('data', read)
  socket.on('error', () => socket.destroy())
  socket.on('end', () => socket.end())
}
