import type { RunEvent } from '../../model/event.ts'
import { countFailures } from '../../model/outcome.ts'
import type { Report, RestartReport } from '../../model/report.ts'

/** A part of a run as a span of a trace. Times are milliseconds on the run's clock. */
export interface SpanFacts {
  name: string
  from: number
  to: number
  attributes: Record<string, string | number | boolean>
  /** Why it counts as an error; absent where it does not. */
  error?: string
  events: { name: string; t: number }[]
  children: SpanFacts[]
}

/** The run as one span, its phases and restarts below it, the steps of each restart below that. */
export function describeSpans(report: Report): SpanFacts {
  const { scenario, run, verdict, sla, restarts, events } = report
  const failed = verdict.status === 'pass' ? {} : { error: verdict.reasons[0]?.message ?? verdict.status }
  return {
    name: `hitless run ${scenario.name}`,
    from: 0,
    to: run.durationMs,
    attributes: {
      'hitless.scenario': scenario.name,
      'hitless.run.id': run.id,
      ...(run.label !== null && { 'hitless.run.label': run.label }),
      'hitless.verdict': verdict.status,
      'hitless.attempts': sla.attempts,
      'hitless.failures': sla.failures,
    },
    ...failed,
    events: [],
    children: [
      ...describePhases(events, run.durationMs),
      ...restarts.map((restart) => describeRestart(restart, events, run.durationMs)),
    ],
  }
}

/** Each phase lasts until the next begins. Restarts have spans of their own. */
function describePhases(events: readonly RunEvent[], end: number): SpanFacts[] {
  const phases = events.filter((event) => event.kind === 'phase')
  return phases.flatMap(({ phase, t }, i) =>
    phase === 'restart'
      ? []
      : [{ name: phase, from: t, to: phases[i + 1]?.t ?? end, attributes: {}, events: [], children: [] }],
  )
}

function describeRestart(restart: RestartReport, events: readonly RunEvent[], end: number): SpanFacts {
  const { index, begun, observed, drained, drainMs, outageMs, settledMs, attempts, outcomes, detail } = restart
  const { takeoverMs, takeoverFromMs = takeoverMs } = restart
  const failures = countFailures(outcomes)
  const times = { takeover: takeoverMs, takeover_from: takeoverFromMs, drain: drainMs, outage: outageMs }
  const marks = {
    ...(takeoverFromMs === takeoverMs
      ? { takeover: takeoverMs }
      : { 'takeover at the earliest': takeoverFromMs, 'takeover at the latest': takeoverMs }),
    'old generation gone': drainMs,
  }
  return {
    name: `restart ${index}`,
    from: begun,
    to: settledMs === null ? end : begun + settledMs,
    attributes: {
      'hitless.restart.index': index,
      'hitless.restart.observed': observed,
      'hitless.restart.drained': drained,
      'hitless.attempts': attempts,
      'hitless.failures': failures,
      ...Object.fromEntries(
        Object.entries(times).flatMap(([name, ms]) => (ms === null ? [] : [[`hitless.restart.${name}_ms`, ms]])),
      ),
    },
    ...(failures > 0 && { error: `${failures} of ${attempts} requests failed` }),
    ...(!observed && { error: detail ?? 'not observed' }),
    events: Object.entries(marks).flatMap(([name, ms]) => (ms === null ? [] : [{ name, t: begun + ms }])),
    children: describeSteps(index, events),
  }
}

function describeSteps(index: number, events: readonly RunEvent[]): SpanFacts[] {
  return events.flatMap((event) => {
    if (event.kind === 'step-done' && event.index === index)
      return [{ name: event.name, from: event.t - event.ms, to: event.t, attributes: {}, events: [], children: [] }]
    if (event.kind === 'step-failed' && event.index === index)
      return [
        {
          name: event.name,
          from: event.t,
          to: event.t,
          attributes: {},
          error: event.message,
          events: [],
          children: [],
        },
      ]
    return []
  })
}
