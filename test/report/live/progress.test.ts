import { Chalk } from 'chalk'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Clock } from '../../../src/model/clock.ts'
import type { Entry } from '../../../src/model/entry.ts'
import type { RunEvent, RunPhase } from '../../../src/model/event.ts'
import type { RestartStep } from '../../../src/model/scenario.ts'
import { createProgress, createQuietProgress } from '../../../src/report/live/progress.ts'
import type { ProgressView } from '../../../src/report/live/view.ts'
import { runEntry } from '../samples.ts'
import { createTerminal } from './fake-terminal.ts'

const clock: Clock & { t: number } = {
  origin: 0n,
  t: 0,
  now() {
    return this.t
  },
}

beforeEach(() => {
  vi.useFakeTimers()
  clock.t = 0
})
afterEach(() => {
  vi.useRealTimers()
})

function pass(ms: number): void {
  clock.t += ms
  vi.advanceTimersByTime(ms)
}

const event = (more: RunEvent): Entry => ({ entry: 'event', ...more })
const bucket = (t: number, ok: number, more: Partial<Extract<Entry, { entry: 'bucket' }>> = {}): Entry => ({
  entry: 'bucket',
  traffic: 'http',
  t,
  warmup: false,
  outcomes: { ok },
  retryable: 0,
  ...more,
})

const phase = (t: number, name: RunPhase) => event({ t, kind: 'phase', phase: name })
const settled = { kind: 'restart-settled' as const, old: ['a'], new: ['b'] }

/** A run of two restarts, the second of which is not seen; 10 s are planned. In order of time. */
const STORY: [t: number, ...entries: Entry[]][] = [
  [0, runEntry(), phase(0, 'launch')],
  [1000, phase(1000, 'warmup'), bucket(900, 50, { warmup: true })],
  [2000, phase(2000, 'baseline')],
  [3000, bucket(2100, 1_200)],
  [3500, phase(3500, 'restart'), event({ t: 3500, kind: 'restart-begun', index: 1, old: ['a'] })],
  [3600, event({ t: 3600, kind: 'step-done', index: 1, step: 1, name: 'signal HUP', ms: 1 })],
  [3900, bucket(3500, 100, { outcomes: { ok: 98, refused: 2, local: 1 } })],
  [4000, event({ t: 4000, kind: 'step-done', index: 1, step: 2, name: 'wait generation', ms: 1 })],
  [4200, event({ t: 4200, index: 1, observed: true, drained: true, ...settled }), phase(4200, 'between')],
  [4300, phase(4300, 'restart'), event({ t: 4300, kind: 'restart-begun', index: 2, old: ['b'] })],
  [4400, event({ t: 4400, kind: 'step-failed', index: 2, step: 1, name: 'HUP', message: 'nobody \u001b[31mthere' })],
  [4500, event({ t: 4500, index: 2, observed: false, drained: false, detail: 'no new generation', ...settled })],
  [20_000, phase(20_000, 'stop')],
]

const nameStep = (step: RestartStep) => ('signal' in step ? `signal ${String(step.signal)}` : step.kind)

function start(isTty: boolean, terminal: ReturnType<typeof createTerminal>): ProgressView {
  return createProgress({
    stream: terminal,
    isTty,
    color: new Chalk({ level: 0 }),
    width: () => terminal.columns(),
    rows: () => 24,
    plannedMs: 10_000,
    clock,
    nameStep,
  })
}

/** Plays the story and returns the screen after each of its moments. */
function play(progress: ProgressView, terminal: ReturnType<typeof createTerminal>): string[] {
  return STORY.map(([t, ...entries]) => {
    pass(t - clock.t)
    for (const entry of entries) progress.entry(entry)
    vi.advanceTimersByTime(100)
    return terminal.screen()
  })
}

describe('progress on a terminal', () => {
  test('is a picture, redrawn in place; only trouble stays', () => {
    const terminal = createTerminal(80)
    expect(play(start(true, terminal), terminal)).toMatchInlineSnapshot(`
      [
        "[---------]   0%  launch
      [0 ms] launch",
        "[---------]  10%  warm-up
          █

      [0 ms] launch
      [1 s] warm-up",
        "[#--------]  20%  baseline
      0 requests · 50/s · none failed
          █

      [0 ms] launch
      [1 s] warm-up
      [2 s] baseline",
        "[##-------]  30%  baseline
      1,200 requests · 1,200/s · none failed
          █     █

      [0 ms] launch
      [1 s] warm-up
      [2 s] baseline",
        "[###------]  35%  restart 1/2: signal SIGHUP
      1,200 requests · 0/s · none failed
          ▁     █       
                       ▲
      [1 s] warm-up
      [2 s] baseline
      [3.5 s] restart 1/2",
        "[###------]  36%  restart 1/2: wait
      1,200 requests · 0/s · none failed
          ▁     █       
                       ▲
      [1 s] warm-up
      [2 s] baseline
      [3.5 s] restart 1/2",
        "[###------]  39%  restart 1/2: wait
      1,301 requests · 101/s · 2 refused · 1 local
          ▁     █      ▁
                       ▲
      [1 s] warm-up
      [2 s] baseline
      [3.5 s] restart 1/2",
        "[###------]  40%  restart 1/2: settling
      1,301 requests · 101/s · 2 refused · 1 local
          ▁     █      ▁
                       ▲
      [1 s] warm-up
      [2 s] baseline
      [3.5 s] restart 1/2",
        "[###------]  42%  between restarts
      1,301 requests · 101/s · 2 refused · 1 local
          ▁     █      ▁
                       ▲
      [3.5 s] restart 1/2
      [4.2 s] restart 1/2 has settled
      [4.2 s] between restarts",
        "[###------]  43%  restart 2/2: signal SIGHUP
      1,301 requests · 101/s · 2 refused · 1 local
          ▁     █      ▁    
                       ▲   ▲
      [4.2 s] restart 1/2 has settled
      [4.2 s] between restarts
      [4.3 s] restart 2/2",
        "[4.4 s] step HUP failed: nobody \\x1b[31mthere
      [###------]  44%  restart 2/2: signal SIGHUP
      1,301 requests · 101/s · 2 refused · 1 local
          ▁     █      ▁    
                       ▲   ▲
      [4.2 s] restart 1/2 has settled
      [4.2 s] between restarts
      [4.3 s] restart 2/2",
        "[4.4 s] step HUP failed: nobody \\x1b[31mthere
      [4.5 s] restart 2/2 was not observed: no new generation
      [####-----]  45%  restart 2/2: signal SIGHUP
      1,301 requests · 101/s · 2 refused · 1 local
          ▁     █      ▁    
                       ▲   ▲
      [4.2 s] restart 1/2 has settled
      [4.2 s] between restarts
      [4.3 s] restart 2/2",
        "[4.4 s] step HUP failed: nobody \\x1b[31mthere
      [4.5 s] restart 2/2 was not observed: no new generation
      [#########]  99%  stop
      1,301 requests · 0/s · 2 refused · 1 local
          ▁     █      ▁    
                       ▲   ▲
      [4.2 s] between restarts
      [4.3 s] restart 2/2
      [20 s] stop",
      ]
    `)
  })

  test.each([79, 60, 41, 20, 5])('keeps to the width of %i columns', (columns) => {
    const terminal = createTerminal(columns)
    const progress = start(true, terminal)
    const lines = play(progress, terminal)
      .slice(0, 9)
      .flatMap((screen) => screen.split('\n'))
    expect(lines.filter((line) => line.length > columns - 1)).toEqual([])
  })

  test('is two lines where there is little room', () => {
    const terminal = createTerminal(30)
    const screens = play(start(true, terminal), terminal).slice(0, 9)
    expect(Math.max(...screens.map((screen) => screen.split('\n').length))).toBe(2)
  })

  test('is drawn at most ten times a second, however many entries come', () => {
    const terminal = createTerminal(80)
    const progress = start(true, terminal)
    for (let t = 0; t < 1000; t += 1) {
      progress.entry(bucket(t, 1))
      pass(1)
    }
    expect(terminal.writes).toBe(10)
  })

  test('leaves nothing behind on a terminal that becomes narrower and wraps the line', () => {
    const terminal = createTerminal(100)
    terminal.write('kept\n')
    const progress = start(true, terminal)
    play(progress, terminal)
    terminal.resize(30)
    vi.advanceTimersByTime(100)
    terminal.resize(200)
    vi.advanceTimersByTime(100)
    expect(
      terminal
        .screen()
        .split('\n')
        .filter((line) => line.includes('%')),
    ).toHaveLength(1)
    progress.close()
    expect(terminal.screen().startsWith('kept\n')).toBe(true)
    expect(terminal.screen()).not.toContain('%')
  })

  test('a note stays above the bar; after the end the bar is gone and nothing more is written', () => {
    const terminal = createTerminal(80)
    const progress = start(true, terminal)
    pass(100)
    progress.printLine('ready at http://127.0.0.1:18080\u202e')
    expect(terminal.screen()).toBe('ready at http://127.0.0.1:18080\\u202e\n[---------]   1%  launch')
    progress.close()
    expect(terminal.screen()).toBe('ready at http://127.0.0.1:18080\\u202e\n')
    const { writes } = terminal
    progress.close()
    progress.printLine('late')
    progress.entry(phase(200, 'warmup'))
    pass(1000)
    expect(terminal.writes).toBe(writes)
  })
})

describe('progress elsewhere', () => {
  test('is a plain line for each part of the run', () => {
    const terminal = createTerminal(200)
    const progress = start(false, terminal)
    play(progress, terminal)
    progress.printLine('a note')
    progress.close()
    progress.printLine('late')
    expect(terminal.screen()).toMatchInlineSnapshot(`
      "[0 ms] launch
      [1 s] warm-up
      [2 s] baseline
      [3.5 s] restart 1/2 (1,200 requests so far, 0 failed)
      [4.2 s] restart 1/2 has settled (1,301 requests so far, 2 failed)
      [4.2 s] between restarts (1,301 requests so far, 2 failed)
      [4.3 s] restart 2/2 (1,301 requests so far, 2 failed)
      [4.4 s] step HUP failed: nobody \\x1b[31mthere
      [4.5 s] restart 2/2 was not observed: no new generation
      [20 s] stop (1,301 requests so far, 2 failed)
      [20 s] a note
      "
    `)
  })

  test('quiet says nothing, and never needs a stream', () => {
    const terminal = createTerminal(80)
    play(createQuietProgress(), terminal)
    expect(terminal.writes).toBe(0)
  })
})
