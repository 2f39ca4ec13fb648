import { z } from 'zod'
import { count, milliseconds } from './fields.ts'

/** The numbers that sentences of findings state. Scripts rely on these names: a figure of another meaning has another name. */
export const figures = z
  .object({
    requests: count('Lost requests that it explains.'),
    longLived: count('Long-lived connections that it explains.'),
    absentMs: milliseconds('The longest time in which nothing listened, or no pod was routed to.'),
    limitMs: milliseconds(
      'The time after which a server, or the kubelet, cut what was not done, or connections of that age.',
    ),
    earlyMs: milliseconds('From the return of the command to the first answer of the new generation.'),
    stallMs: milliseconds('The longest time without an answer although the port had a listener.'),
    longestInFlightMs: milliseconds('How long the lost requests had been in flight, at most.'),
    shortestInFlightMs: milliseconds('The same, at least.'),
    endedMs: milliseconds('From the step that stopped the process, or from the first step, to its end.'),
    endedWorkers: count('Workers that ended by themselves and lost requests.'),
    erringMs: milliseconds('From the first answer of the new generation to its last error.'),
    pinnedMs: milliseconds('From the beginning of termination to the cut of the last connection.'),
    afterMs: milliseconds('From the change of a pod to the last loss that it caused.'),
    scarceMs: milliseconds('For how long too few pods were routed to.'),
    withoutServiceMs: milliseconds('The longest time until a client was served again.'),
    watchedMs: milliseconds('For how long the restart was watched.'),
    queued: count('Connections seen to wait in the accept queue, at most.'),
    retried: count('Lost requests that succeeded when they were sent again.'),
    retryable: count('Lost requests that a client which retries as RFC 9110 allows would have sent again.'),
    resets: count('Long-lived connections that ended by RST.'),
    lateConnects: count('Answers that came as late as those of a SYN that is sent again.'),
    before: count('The same before the first restart.'),
    since: count('The same since the first restart began.'),
    answers: count('Answers that show it.'),
    held: count('Connections that the old generation was seen to hold.'),
    routed: count('Pods that were routed to, at the least.'),
    newPods: count('New pods that came.'),
    readyPods: count('New pods that became ready.'),
    killedPods: count('Old pods that had to be killed.'),
  })
  .partial()
export type Figures = z.output<typeof figures>
