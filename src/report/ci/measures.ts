import { LIFELINE_ENDS } from '../../model/lifeline.ts'
import { OUTCOMES } from '../../model/outcome.ts'
import type { Report, RestartReport } from '../../model/report.ts'
import { VERDICTS } from '../../model/verdict.ts'

/** One metric of a report, for whatever format of metrics: base units (seconds, ratios 0..1), as OpenMetrics wants them. */
export interface Measure {
  /** In snake case, without a prefix, a unit or `_total`. */
  name: string
  kind: 'counter' | 'gauge'
  unit: '' | 'seconds' | 'ratio'
  help: string
  samples: Sample[]
}

export interface Sample {
  labels: Record<string, string>
  value: number
}

/** Everything in a report that is worth a curve over many runs. Measures without a value are left out. */
export function measure(report: Report): Measure[] {
  const all = [
    ...requests(report),
    ...availability(report),
    ...longLived(report),
    ...restarts(report),
    ...verdict(report),
  ]
  return all.filter(({ samples }) => samples.length > 0)
}

function requests({ traffic }: Report): Measure[] {
  const latencies = traffic.flatMap(({ name, latencyMs }) =>
    latencyMs === null
      ? []
      : ([
          [name, '0.5', latencyMs.p50],
          [name, '0.9', latencyMs.p90],
          [name, '0.99', latencyMs.p99],
          [name, '0.999', latencyMs.p999],
          [name, '1', latencyMs.max],
        ] as const),
  )
  return [
    {
      name: 'attempts',
      kind: 'counter',
      unit: '',
      help: 'Requests that were due, by how they ended.',
      samples: traffic.flatMap(({ name, kind, outcomes }) =>
        OUTCOMES.map((outcome) => ({ labels: { traffic: name, kind, outcome }, value: outcomes[outcome] })),
      ),
    },
    {
      name: 'latency',
      kind: 'gauge',
      unit: 'seconds',
      help: 'Latency of ok requests from when they were due, by quantile.',
      samples: latencies.map(([name, quantile, ms]) => ({ labels: { traffic: name, quantile }, value: ms / 1000 })),
    },
    rate('offered', 'Requests per second that were due.', traffic),
    rate('achieved', 'Requests per second that left the client.', traffic),
    {
      name: 'answers',
      kind: 'counter',
      unit: '',
      help: 'Complete answers, by their status and whether they count as good; of gRPC by its own status.',
      samples: countAnswers(traffic),
    },
  ]
}

function rate(name: 'offered' | 'achieved', help: string, traffic: Report['traffic']): Measure {
  return gauge(
    `rate_${name}`,
    '',
    help,
    traffic.flatMap((one) => (one.rate === undefined ? [] : sample({ traffic: one.name }, one.rate[name]))),
  )
}

function countAnswers(traffic: Report['traffic']): Sample[] {
  return traffic.flatMap(({ name, answers = [] }) => {
    const counts = new Map<string, Sample>()
    for (const { status, grpcStatus = String(status), ok, count } of answers) {
      const known = counts.get(`${grpcStatus} ${ok}`)?.value ?? 0
      const labels = { traffic: name, status: grpcStatus, ok: String(ok) }
      counts.set(`${grpcStatus} ${ok}`, { labels, value: known + count })
    }
    return [...counts.values()]
  })
}

function availability({ sla, retrying }: Report): Measure[] {
  return [
    gauge('availability', 'ratio', 'Share of requests that were ok, as strict or retrying clients see it.', [
      ...sample({ clients: sla.clients }, sla.availability),
      ...(sla.clients === 'strict' ? sample({ clients: 'retrying' }, retrying.availability) : []),
    ]),
    gauge('availability_lower_bound', 'ratio', 'Proven at the confidence of the SLA.', sample({}, sla.lowerBound)),
    gauge(
      'availability_in_windows',
      'ratio',
      'Share of requests that were ok inside the restart windows.',
      sample({}, sla.windows.availability),
    ),
    gauge('availability_target', 'ratio', 'The target of the SLA.', sample({}, sla.target)),
  ]
}

function longLived({ lifelines }: Report): Measure[] {
  return [
    {
      name: 'lifelines',
      kind: 'counter',
      unit: '',
      help: 'Long-lived connections, by how they ended.',
      samples: lifelines.flatMap((one) =>
        LIFELINE_ENDS.map((end) => ({ labels: { kind: one.kind, end }, value: one[end] })),
      ),
    },
    {
      name: 'messages',
      kind: 'counter',
      unit: '',
      help: 'Numbered messages on long-lived connections, by their fate.',
      samples: lifelines.flatMap(({ kind, messages }) =>
        Object.entries(messages).map(([fate, value]) => ({ labels: { kind, fate }, value })),
      ),
    },
  ]
}

const TIMES: readonly [name: string, help: string, read: (restart: RestartReport) => number | null][] = [
  [
    'restart_takeover',
    'From the first step to the first answer of a new generation, at the latest.',
    ({ takeoverMs }) => takeoverMs,
  ],
  [
    'restart_takeover_earliest',
    'The same at the earliest: another time where generations are distinguished by process.',
    ({ takeoverMs, takeoverFromMs = takeoverMs }) => takeoverFromMs,
  ],
  ['restart_drain', 'From the first step until the old generation was gone.', ({ drainMs }) => drainMs],
  ['restart_outage', 'Longest time without a successful new connection.', ({ outageMs }) => outageMs],
  ['restart_settled', 'From the first step until settled.', ({ settledMs }) => settledMs],
]

function restarts({ restarts: all }: Report): Measure[] {
  return [
    ...TIMES.map(([name, help, read]) =>
      gauge(
        name,
        'seconds',
        help,
        all.flatMap((restart) => sample(labelOf(restart), inSeconds(read(restart)))),
      ),
    ),
    {
      name: 'restart_attempts',
      kind: 'counter',
      unit: '',
      help: 'Requests in the window of a restart, by how they ended.',
      samples: all.flatMap((restart) =>
        OUTCOMES.map((outcome) => ({ labels: { ...labelOf(restart), outcome }, value: restart.outcomes[outcome] })),
      ),
    },
    gauge(
      'restart_observed',
      '',
      'Whether a new generation was seen after the restart.',
      all.map((restart) => ({ labels: labelOf(restart), value: Number(restart.observed) })),
    ),
  ]
}

function labelOf({ index }: RestartReport): Record<string, string> {
  return { restart: String(index) }
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000
}

function verdict({ verdict: { status }, guarantees, findings, run }: Report): Measure[] {
  return [
    gauge(
      'verdict',
      '',
      'Which verdict was given: 1 for that one, 0 for the others.',
      VERDICTS.map((one) => ({ labels: { status: one }, value: Number(one === status) })),
    ),
    gauge(
      'guarantee_held',
      '',
      'Whether a guarantee held: 0 also where it was not observed.',
      guarantees.map(({ id, status: state }) => ({ labels: { guarantee: id }, value: Number(state === 'held') })),
    ),
    gauge(
      'finding',
      '',
      'How many findings of this id the run has; none where it has no sample.',
      countFindings(findings),
    ),
    gauge('run_duration', 'seconds', 'From the beginning of the run to its end.', sample({}, run.durationMs / 1000)),
  ]
}

function countFindings(findings: Report['findings']): Sample[] {
  const ids = [...new Set(findings.map(({ id }) => id))]
  return ids.map((id) => ({ labels: { finding: id }, value: findings.filter((one) => one.id === id).length }))
}

function gauge(name: string, unit: Measure['unit'], help: string, samples: Sample[]): Measure {
  return { name, kind: 'gauge', unit, help, samples }
}

function sample(labels: Record<string, string>, value: number | null): Sample[] {
  return value === null ? [] : [{ labels, value }]
}
