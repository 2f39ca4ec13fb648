import { describe, expect, test } from 'vitest'
import type { RunEvent } from '../../../src/model/event.ts'
import type { RestartReport } from '../../../src/model/report.ts'
import { describeSpans, type SpanFacts } from '../../../src/report/ci/spans.ts'
import { passing } from '../samples.ts'

function all(span: SpanFacts): SpanFacts[] {
  return [span, ...span.children.flatMap(all)]
}

describe('a run as a trace', () => {
  test('has its phases, its restarts and their steps, each within its parent', () => {
    const report = passing()
    const [restart] = report.restarts
    const begun = restart?.begun ?? 0
    const events: RunEvent[] = [
      { t: 0, kind: 'phase', phase: 'launch' },
      { t: 50, kind: 'phase', phase: 'warmup' },
      { t: begun, kind: 'phase', phase: 'restart' },
      { t: begun + 5, kind: 'step-done', index: 1, step: 1, name: 'signal HUP', ms: 4 },
      { t: begun + 9, kind: 'step-failed', index: 1, step: 2, name: 'wait', message: 'nobody came' },
    ]
    const root = describeSpans({ ...report, events })
    expect(root).toMatchObject({ from: 0, to: report.run.durationMs, attributes: { 'hitless.verdict': 'pass' } })
    const launch = root.children.find(({ name }) => name === 'launch')
    expect(launch).toMatchObject({ from: 0, to: 50 })
    const span = root.children.find(({ name }) => name === 'restart 1')
    expect(span).toMatchObject({ from: begun, to: begun + (restart?.settledMs ?? 0) })
    expect(span?.children).toMatchObject([
      { name: 'signal HUP', from: begun + 1, to: begun + 5 },
      { name: 'wait', error: 'nobody came' },
    ])
    const outside = all(root).flatMap((parent) =>
      parent.children.filter(({ from, to }) => from < parent.from || to > parent.to || from > to),
    )
    expect(outside).toEqual([])
  })

  test('says of a takeover what is known of it: a moment, or two', () => {
    const report = passing()
    const spanOf = (facts: Partial<RestartReport>) =>
      describeSpans({ ...report, restarts: report.restarts.map((one) => ({ ...one, ...facts })) }).children.find(
        ({ name }) => name === 'restart 1',
      )
    const begun = report.restarts[0]?.begun ?? 0
    expect(spanOf({ takeoverMs: 120 })).toMatchObject({
      attributes: { 'hitless.restart.takeover_from_ms': 120, 'hitless.restart.takeover_ms': 120 },
    })
    const bounded = spanOf({ takeoverFromMs: 44, takeoverMs: 120 })
    expect(bounded?.attributes).toMatchObject({
      'hitless.restart.takeover_from_ms': 44,
      'hitless.restart.takeover_ms': 120,
    })
    expect(bounded?.events.slice(0, 2)).toEqual([
      { name: 'takeover at the earliest', t: begun + 44 },
      { name: 'takeover at the latest', t: begun + 120 },
    ])
  })
})
