import { z } from 'zod'
import { count, fraction, milliseconds } from './fields.ts'

/** Arrivals on a schedule, by how much later than due they were begun. */
const scheduleCount = z.object({
  traffic: z.string().describe('Name of the traffic.'),
  arrivals: count('Requests that were due.'),
  punctual: count('Those sent within 2 ms of their due time.'),
  latestMs: milliseconds('The longest delay from due to start.'),
})
export type ScheduleCount = z.output<typeof scheduleCount>

const threadUsage = z.object({
  thread: z.string().describe('`load`, `probes`, or `main`, which times the restarts and watches the target.'),
  busy: z
    .object({ mean: fraction('On average.'), most: fraction('In the busiest second.') })
    .describe('Share of the time in which its event loop was busy.'),
  delayMs: z
    .object({ p99: milliseconds('99th percentile of the worst second.'), max: milliseconds('Longest.') })
    .describe('How late its timers fired.'),
})
export type ThreadUsage = z.output<typeof threadUsage>

/** The health of the load generator, as evidence. What was not measured, or the system does not report, is null. */
export const harnessHealth = z
  .object({
    threads: z.array(threadUsage).describe('One for each thread.'),
    schedules: z.array(scheduleCount).describe('One for each traffic that has a schedule.'),
    processors: z
      .object({
        mean: z.number().min(0).describe('On average.'),
        most: z.number().min(0).describe('In the busiest second.'),
      })
      .describe('Processors that its process used, on average and in the busiest second.')
      .nullable(),
    files: z
      .object({ most: count('The highest number at one time.'), limit: count('The limit.').nullable() })
      .describe('Open files; null where the system does not report them.')
      .nullable(),
    ports: z
      .object({
        sockets: count("The highest number of TCP sockets in the machine's network namespace at one time."),
        timeWait: count('Those of them in TIME_WAIT.'),
        range: count('Ephemeral ports that one address has.'),
      })
      .describe('Null where the system does not report them.')
      .nullable(),
  })
  .describe('The health of the load generator in the measured part of the run.')
export type HarnessHealth = z.output<typeof harnessHealth>

/** How much longer than meant timers of an event loop took, milliseconds. */
export type LoopDelay = ThreadUsage['delayMs']

/** The load of one thread of the harness in a period. */
export interface ThreadLoad {
  thread: string
  /** Share of the time in which its event loop did not wait, 0..1. */
  busy: number
  delayMs: LoopDelay
  schedules: ScheduleCount[]
}

/** What the process of the harness used in some time; what the system does not tell is absent. */
export interface ProcessLoad {
  /** Processor time of all its threads, milliseconds. */
  cpuMs: number
  /** Open files at the end. */
  files?: number
  /** The limit. */
  filesLimit?: number
  /** TCP sockets of the machine at the end, those in TIME_WAIT included, and these alone. */
  sockets?: number
  timeWait?: number
  /** Ephemeral ports that an address has. */
  ports?: number
}
