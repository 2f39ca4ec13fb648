import { z } from 'zod'
import { count, duration, share } from './schema-parts.ts'

const thread = z.object({
  thread: z.string().describe('`load`, `probes`, or `main`, which times the restarts and watches the target.'),
  busy: z
    .object({ mean: share('On average.'), most: share('In the busiest second.') })
    .describe('Share of the time in which its event loop did not wait.'),
  delayMs: z
    .object({ p99: duration('99th percentile of the worst second.'), max: duration('Longest.') })
    .describe('How much longer than meant its timers took.'),
})

const schedule = z.object({
  traffic: z.string().describe('Name of the traffic.'),
  arrivals: count('Requests that were due.'),
  punctual: count('Those begun within 2 ms of due.'),
  latestMs: duration('How much later than due the latest was begun.'),
})

/** What the harness was up to; the same as HarnessAccount. */
export const harness = z
  .object({
    threads: z.array(thread),
    schedules: z.array(schedule).describe('One for each traffic that has a schedule.'),
    processors: z
      .object({ mean: z.number().min(0), most: z.number().min(0) })
      .describe('Processors that its process used, on average and in the busiest second.')
      .nullable(),
    files: z
      .object({ most: count('The most at a time.'), limit: count('How many there may be.').nullable() })
      .describe('Open files; null where the system does not tell.')
      .nullable(),
    ports: z
      .object({
        sockets: count("The most TCP sockets that the machine's network namespace had at a time."),
        timeWait: count('Those of them in TIME_WAIT.'),
        range: count('Ephemeral ports that one address has.'),
      })
      .describe('Null where the system does not tell.')
      .nullable(),
  })
  .describe('What the harness itself was up to in the measured part of the run.')
