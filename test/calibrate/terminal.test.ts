import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { ALL_FAULTS, EXPECTED } from '../../src/calibrate/expected.ts'
import { EXPECTED_ENDS } from '../../src/calibrate/long-lived/expected.ts'
import { renderCalibration } from '../../src/calibrate/terminal/calibration.ts'
import type { Calibration, ConfusionRow, ShownEnd, ShownMessage } from '../../src/model/calibration.ts'
import { readEnvironment } from '../../src/run/environment.ts'
import { displayWidth } from '../../src/text/clean.ts'

const page = { color: new Chalk({ level: 0 }), width: 80 }

/** About as many of each, in each traffic, as a full calibration has. */
const MANY = 140
const injectable = ALL_FAULTS.filter((fault) => fault !== 'early-fin-after-response')
const requests = injectable.map((injected): ConfusionRow => {
  const { outcome: expected } = EXPECTED[injected]
  return { injected, expected, count: MANY, reported: { [expected]: MANY }, wrong: 0 }
})
const healthy: ConfusionRow = { injected: 'healthy', expected: 'ok', count: 1_900, reported: { ok: 1_900 }, wrong: 0 }
const refused: ConfusionRow = {
  injected: 'no-listener',
  expected: 'refused',
  count: 700,
  reported: { refused: 700 },
  wrong: 0,
}
const ends = Object.entries(EXPECTED_ENDS).map(
  ([injected, { shown }]): ConfusionRow<ShownEnd> => ({
    injected,
    expected: shown,
    count: MANY,
    reported: { [shown]: MANY },
    wrong: 0,
  }),
)
const doubled: ConfusionRow<ShownMessage> = {
  injected: 'doubled',
  expected: 'duplicated',
  count: 9,
  reported: { duplicated: 8, lost: 1 },
  wrong: 1,
}

const calibration: Calibration = {
  schema: 'hitless.calibration/1',
  environment: readEnvironment(),
  durationMs: 61_000,
  status: 'agrees',
  disagreements: [],
  doubts: [],
  confusion: ['http', 'http-closed', 'fresh', 'keepalive', 'slow', 'download', 'upload', 'http2'].map((traffic) => ({
    traffic,
    kind: 'http',
    begun: MANY,
    read: MANY,
    rows: [healthy, ...requests, refused],
  })),
  ends: ['sse', 'websocket', 'tcp', 'download', 'upload', 'http2'].map((traffic) => ({
    traffic,
    kind: 'tcp',
    held: MANY,
    reported: MANY,
    rows: ends,
  })),
  messages: [{ traffic: 'tcp', kind: 'tcp', rows: [doubled] }],
  healthy: ['http', 'http-closed', 'fresh', 'keepalive', 'slow'].map((traffic) => ({
    traffic,
    kind: 'http',
    requests: MANY,
    failures: {},
  })),
  gaps: { rate: 200, periodMs: 5, rows: [], surelySeenMs: null },
  schedules: [],
  cleanRates: [],
}

function linesOf(rendered: string): string[] {
  return rendered.split('\n')
}

test('every table of a calibration fits into 80 columns, and none is cut in two', () => {
  const lines = linesOf(renderCalibration(calibration, page))
  expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(80)
  const titles = lines
    .filter((line) => /^(Injected|Agreed|Connections|Messages) /.test(line))
    .map((line) => line.split(' ')[0])
  expect(titles).toEqual(['Injected', 'Agreed', 'Agreed', 'Connections', 'Agreed', 'Messages'])
})

test('everything that can be injected has a name of its own', () => {
  const lines = linesOf(renderCalibration(calibration, page))
  const namesBelow = (title: string) => {
    const from = lines.findIndex((line) => line.startsWith(`${title} `)) + 1
    return lines.slice(from, lines.indexOf('', from)).map((line) => line.split(/ {2,}|·/)[0]?.trim())
  }
  expect(new Set(namesBelow('Injected')).size).toBe(injectable.length + 2)
  expect(new Set(namesBelow('Connections')).size).toBe(Object.keys(EXPECTED_ENDS).length)
  for (const name of [...namesBelow('Injected'), ...namesBelow('Connections')]) expect(name).not.toMatch(/[a-z]-[a-z]/)
})

test('what was reported as something else stands beside the diagonal', () => {
  const lines = linesOf(renderCalibration(calibration, page))
  expect(lines.find((line) => line.startsWith('said twice'))?.split(/ +/)).toEqual(['said', 'twice', '1', '8'])
})
