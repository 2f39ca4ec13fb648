import { z } from 'zod'
import { count, milliseconds, moment } from './fields.ts'

/** The life of one process of the target, as far as it was seen. One that is older than the run starts when the run began to watch. */
export const processLife = z.object({
  pid: z.int().describe('Process id.'),
  ppid: z.int().describe('Parent process id.'),
  command: z.string().describe('Command line.'),
  started: moment('When it was first seen.'),
  born: moment('When it was started at the earliest, by the kernel; absent where that is not known.').exactOptional(),
  served: moment('When it was first seen to hold connections; absent where it was not.').exactOptional(),
  ended: moment('When it was first seen to have ended; absent where it outlived the watch.').exactOptional(),
  code: z.int().exactOptional().describe('Its exit code, where the system reported it.'),
  signal: z.string().exactOptional().describe('The signal that ended it, where the system reported it.'),
  // It is old to every later restart.
  bornIn: z.int().nullable().describe('Last restart that had begun when it started; null before any.'),
})
export type ProcessLife = z.output<typeof processLife>

/** A process held a listening socket of the target. */
export const listenerHold = z.object({
  inode: z.int().describe('Inode of the listening socket.'),
  pid: z.int().describe('Process id.'),
  from: moment('When it was first seen to hold the socket.'),
  to: moment(
    'When it was first seen no longer to hold it; absent where it held it to the end of the watch.',
  ).exactOptional(),
})
export type ListenerHold = z.output<typeof listenerHold>

const namedProcess = z.object({ pid: z.int().describe('Process id.'), command: z.string().describe('Command line.') })

/** What became of a process to which a step of a restart sent a signal. */
export const signalledProcess = z.object({
  step: count('Number of the step within its restart.'),
  name: z.string().describe('The step, in words.'),
  ...namedProcess.shape,
  endedMs: milliseconds('From the signal until it was seen to have ended; absent where it went on.').exactOptional(),
  code: z.int().exactOptional().describe('Its exit code, where the system reported it.'),
  signal: z.string().exactOptional().describe('The signal that ended it, where the system reported it.'),
  servers: z
    .array(namedProcess)
    .describe(
      'Its descendants that took the connections and went on, where it took none itself: it was a wrapper, and these did not get the signal from the step.',
    ),
})
export type SignalledProcess = z.output<typeof signalledProcess>
