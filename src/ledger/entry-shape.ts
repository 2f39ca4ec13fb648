import type { Entry } from '../model/entry.ts'
import { LIFELINE_ENDS } from '../model/lifeline.ts'
import { OUTCOMES } from '../model/outcome.ts'

type Fields = Record<string, unknown>
type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0
const isFlag: Check = (value) => typeof value === 'boolean'
const isOneOf =
  (words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value)
const isOutcome = isOneOf(OUTCOMES)
const isOutcomes: Check = (value) =>
  isObject(value) && Object.entries(value).every(([outcome, count]) => isOutcome(outcome) && isCount(count))

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What each kind of entry must have for the ledger to be computed from it. */
const SHAPES: Record<Entry['entry'], Record<string, Check>> = {
  run: { id: isText, startedAt: isText, scenario: isObject, environment: isObject },
  bucket: { traffic: isText, t: isNumber, warmup: isFlag, outcomes: isOutcomes, retryable: isCount },
  attempt: { traffic: isText, outcome: isOutcome, due: isNumber, end: isNumber, connection: isObject },
  lifeline: { traffic: isText, kind: isText, opened: isNumber, closed: isNumber, end: isOneOf(LIFELINE_ENDS) },
  event: { t: isNumber, kind: isText },
  thread: { t: isNumber, ms: isNumber, thread: isText, busy: isNumber, delayMs: isObject, schedules: Array.isArray },
  harness: { t: isNumber, ms: isNumber, cpuMs: isNumber },
  total: { traffic: isText, begun: isCount, outcomes: isOutcomes },
  end: { t: isNumber, interrupted: isFlag },
}

/** What is wrong with a value that should be an entry, in words; undefined of a good one. */
export function faultOf(value: unknown): string | undefined {
  if (!isObject(value)) return `expected an object, found ${JSON.stringify(value)?.slice(0, 40)}`
  const kind = value['entry']
  if (!isKind(kind))
    return `expected "entry" to be one of ${Object.keys(SHAPES).join(', ')}, found ${JSON.stringify(kind)}`
  const wrong = Object.entries(SHAPES[kind]).find(([name, check]) => !check(value[name]))
  return wrong && `the field "${wrong[0]}" of this ${kind} entry is ${JSON.stringify(value[wrong[0]]) ?? 'missing'}`
}

export function isEntry(value: unknown): value is Entry {
  return faultOf(value) === undefined
}

function isKind(kind: unknown): kind is Entry['entry'] {
  return typeof kind === 'string' && Object.hasOwn(SHAPES, kind)
}
