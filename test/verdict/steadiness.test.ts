import { describe, expect, test } from 'vitest'
import type { Ledger } from '../../src/model/ledger.ts'
import type { ProcessLife } from '../../src/model/process.ts'
import { buildReport } from '../../src/report/build-report.ts'
import { judge } from '../../src/verdict/judge.ts'
import { bucket, ledgerWith, restart, soundScenario } from './support.ts'

const timeline = { bucketMs: 100, buckets: [] }

function worker(pid: number, started: number, facts: Partial<ProcessLife> = {}): ProcessLife {
  return { pid, ppid: 9, command: 'server: worker', started, served: started, bornIn: null, ...facts }
}

/** A restart from 5000 to 5400, in which all workers were replaced. */
function byProcess(facts: Partial<Ledger> = {}): Ledger {
  const scenario = soundScenario()
  const target = { ...scenario.target, generation: { by: 'process' } as const }
  const measured = { t: 1000, kind: 'phase', phase: 'baseline' } as const
  const ledger = ledgerWith({
    scenario: { ...scenario, target },
    events: [measured],
    processes: [worker(11, 100, { ended: 5200 }), worker(21, 5100, { bornIn: 1 })],
    ...facts,
  })
  return { ...ledger, ...(facts.steps && { steps: facts.steps }) }
}

function replacedIn(ledger: Ledger) {
  const judgement = judge(ledger)
  const { restarts } = buildReport(ledger, judgement, timeline)
  const { status, evidence } = judgement.guarantees.find(({ id }) => id === 'replaced') ?? {}
  return {
    verdict: judgement.verdict.status,
    status,
    evidence,
    restart: restarts[0],
    reasons: judgement.verdict.reasons,
  }
}

describe('new processes prove a restart', () => {
  test('where none came or went without one', () => {
    expect(replacedIn(byProcess())).toMatchObject({ verdict: 'pass', status: 'held', restart: { observed: true } })
  })

  test.each([
    ['before the first restart', [worker(10, 100, { ended: 3000 }), worker(12, 3100)]],
    ['after the last one', [worker(22, 5150, { bornIn: 1, ended: 7000 }), worker(23, 7100, { bornIn: 1 })]],
  ])('and none where some did %s', (_, more) => {
    const ledger = byProcess()
    const found = replacedIn({ ...ledger, processes: [...ledger.processes, ...more] })
    expect(found).toMatchObject({
      verdict: 'inconclusive',
      status: 'not-observed',
      evidence: expect.stringMatching(
        /came and went without a restart \(pid (10|22) \(server: worker\) ended at .*use a header/,
      ),
      restart: { observed: false, drained: false, takeoverMs: null, drainMs: null },
    })
    expect(found.reasons[0]?.code).toBe('restart-not-observed')
  })

  test('unless a worker came late in the place of one that the restart had ended', () => {
    const processes = [
      worker(11, 100, { ended: 5200 }),
      worker(12, 100, { ended: 5300 }),
      worker(21, 5100, { bornIn: 1, ended: 7000 }),
      worker(22, 5500, { bornIn: 1 }),
    ]
    expect(replacedIn(byProcess({ processes })).status).toBe('held')
  })

  test('nor where an old one ended late, or a helper held the socket before it executed its program', () => {
    const processes = [
      worker(11, 100, { ended: 5200 }),
      worker(12, 100, { ended: 7000 }),
      worker(21, 5100, { bornIn: 1 }),
      worker(22, 7100, { bornIn: 1 }),
    ]
    expect(replacedIn(byProcess({ processes })).status).toBe('held')
    const { served: _, ...helper } = worker(30, 3000, { ended: 3050 })
    const listeners = [{ inode: 1, pid: 30, from: 3000, to: 3020 }]
    const ledger = byProcess({ listeners })
    expect(replacedIn({ ...ledger, processes: [...ledger.processes, helper, worker(13, 4000)] }).status).toBe('held')
  })

  test('and workers that only hold the socket count as those that were seen to serve', () => {
    const { served: _, ...silent } = worker(10, 100, { ended: 3000 })
    const listeners = [{ inode: 1, pid: 10, from: 120, to: 3000 }]
    const ledger = byProcess({ listeners })
    expect(replacedIn({ ...ledger, processes: [silent, ...ledger.processes, worker(12, 3100)] }).status).toBe(
      'not-observed',
    )
  })
})

test('steps that only wait restart nothing, whatever was seen', () => {
  const found = replacedIn(byProcess({ steps: [{ waits: true }, { waits: true }] }))
  expect(found).toMatchObject({ verdict: 'inconclusive', status: 'not-observed', restart: { observed: false } })
  expect(replacedIn(byProcess({ steps: [{}, { waits: true }] })).status).toBe('held')
})

/** Ten answers a second of each worker, from its first to its last. */
function answersOf(label: string, from: number, to: number) {
  return Array.from({ length: (to - from) / 100 }, (_, i) => bucket('http', from + i * 100, { ok: 1 }, { [label]: 1 }))
}

function labelled(gone: number, came: number): Ledger {
  const buckets = [
    ...answersOf('a', 0, 5300),
    ...answersOf('b', 5100, 10_000),
    ...answersOf('c', 5100, gone),
    ...answersOf('d', came, 10_000),
  ]
  return ledgerWith({ buckets, restarts: [restart({ generations: { old: ['a'], new: ['b', 'c'] } })] })
}

function pidOf(label: string): string {
  return String('abcd'.indexOf(label) + 10)
}

/** The same labels as the pids of processes, those of `c` and `d` as given. */
function asPids(facts: Partial<ProcessLife>[]) {
  const ledger = labelled(7000, 7100)
  const buckets = ledger.buckets.map(({ generations = {}, ...one }) => ({
    ...one,
    generations: Object.fromEntries(Object.entries(generations).map(([label, count]) => [pidOf(label), count])),
  }))
  const restarts = [restart({ generations: { old: ['10'], new: ['11', '12'] } })]
  return replacedIn({ ...ledger, buckets, restarts, processes: facts.map((one, i) => worker(12 + i, 5100, one)) })
    .status
}

describe('labels of workers that come and go one by one', () => {
  test('prove no restart', () => {
    expect(replacedIn(labelled(7000, 7100))).toMatchObject({
      status: 'not-observed',
      evidence: expect.stringContaining('took the place of another one without a restart (d)'),
    })
  })

  test('but one that comes beside the others, or that goes alone, is none of these', () => {
    expect(replacedIn(labelled(10_000, 7100)).status).toBe('held')
    expect(replacedIn(labelled(7000, 10_000)).status).toBe('held')
  })

  test('nor is one whose process still lives and is just not asked, or had come with the restart', () => {
    expect(asPids([{ ended: 7050 }, { started: 7060 }])).toBe('not-observed')
    expect(asPids([{}, { started: 7060 }])).toBe('held')
    expect(asPids([{ ended: 7050 }, { started: 5200 }])).toBe('held')
  })
})
