import { z } from 'zod'
import { milliseconds, moment } from './fields.ts'

/** The life of one pod of a workload, as far as the cluster reported it. One that is older than the run is created when the run began to watch. */
export const podLife = z.object({
  pod: z.string().describe('Name of the pod.'),
  uid: z.string().describe('Uid of the pod.'),
  generation: z.string().describe('The hash of its template.'),
  created: moment('When it was first seen.'),
  ready: moment('When it was first ready.').exactOptional(),
  terminating: moment('When it began to terminate.').exactOptional(),
  graceMs: milliseconds('From then until SIGKILL.').exactOptional(),
  gone: moment('When the API server had deleted it.').exactOptional(),
  routed: z
    .array(z.object({ from: moment('Since when.'), to: moment('Until when; absent: the end.').exactOptional() }))
    .describe('When EndpointSlices named it as ready.'),
  // Up to some seconds late.
  ends: z
    .array(
      z.object({
        t: moment('When the kubelet reported it.'),
        container: z.string().describe('Its name.'),
        code: z
          .int()
          .describe('Exit code; 137 after SIGKILL. Absent where the kubelet did not see it end.')
          .exactOptional(),
        reason: z.string().describe('As the kubelet reports it, such as OOMKilled.'),
      }),
    )
    .describe('Ends of its containers.'),
  // It is old to every later restart.
  bornIn: z
    .int()
    .nullable()
    .describe('Last restart that had begun when its generation was first seen; null before any.'),
})
export type PodLife = z.output<typeof podLife>
