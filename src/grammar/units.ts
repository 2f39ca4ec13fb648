import { type Grammar, type Misread, narrow, patternOrVariable } from './scalar.ts'

const MS_PER_UNIT: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const SECONDS_PER_UNIT: Record<string, number> = { s: 1, m: 60, h: 3_600 }
const NUMBER = String.raw`\d+(?:\.\d+)?`
/** Timers of Node hold a signed 32-bit number of milliseconds; anything longer would fire at once. */
const LONGEST_MS = 2 ** 31 - 1

/** Other words for the units, in lower case. */
const DURATION_WORDS = synonyms({
  ms: 'ms msec msecs millis milliseconds',
  s: 's sec secs second seconds',
  m: 'm min mins minute minutes',
  h: 'h hr hrs hour hours',
})

const RATE_WORDS = synonyms({
  '/s': '/s s rps qps req/s requests/s /sec /second',
  '/m': '/m m rpm req/m /min /minute',
  '/h': '/h h /hr /hour',
})

const SHARE_WORDS = synonyms({ '%': '% percent' })

function synonyms(units: Record<string, string>): Map<string, string> {
  return new Map(
    Object.entries(units).flatMap(([unit, words]) => words.split(' ').map((word) => [word, unit] as const)),
  )
}

/** Durations, in milliseconds. */
export const duration: Grammar<number> = {
  expected: 'a duration such as 10s, 250ms, 2m or 1h',
  json: { type: 'string', pattern: patternOrVariable(`${NUMBER}(?:ms|s|m|h)`) },
  read(text) {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
    const scale = MS_PER_UNIT[unit]
    if (scale === undefined) return suggestUnit(text, DURATION_WORDS, 's')
    const value = Number(number) * scale
    return value <= LONGEST_MS ? { value } : { hint: 'the longest possible is 596h' }
  },
}

/** Durations above zero. */
export const positiveDuration = narrow(duration, {
  expected: 'a duration above zero such as 10s, 250ms, 2m or 1h',
  accepts: (ms) => ms > 0,
})

/** Rates, per second, above zero. */
export const ratePerSecond: Grammar<number> = {
  expected: 'a rate above zero such as 5000/s, 300/m or 60/h',
  json: { type: 'string', pattern: patternOrVariable(`${NUMBER}/[smh]`) },
  read(text) {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\/([smh])$/.exec(text) ?? []
    const scale = SECONDS_PER_UNIT[unit]
    if (scale === undefined) return suggestUnit(text, RATE_WORDS, '/s')
    const value = Number(number) / scale
    return value > 0 ? { value } : {}
  },
}

const BYTES_PER_UNIT: Record<string, number> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }

const BYTE_WORDS = synonyms({
  B: 'b byte bytes',
  KiB: 'k kb kib',
  MiB: 'm mb mib',
  GiB: 'g gb gib',
})

/** Sizes above zero, in bytes. */
export const byteCount: Grammar<number> = {
  expected: 'a size above zero such as 512B, 16KiB or 1MiB',
  json: { type: 'string', pattern: patternOrVariable(`${NUMBER}(?:B|KiB|MiB|GiB)`) },
  read(text) {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(B|[KMG]iB)$/.exec(text) ?? []
    const scale = BYTES_PER_UNIT[unit]
    if (scale === undefined) return suggestUnit(text, BYTE_WORDS, 'B')
    const value = Math.round(Number(number) * scale)
    return value > 0 ? { value } : {}
  },
}

/** Sizes per second above zero, in bytes. */
export const byteRate: Grammar<number> = {
  expected: 'a speed above zero such as 64KiB/s',
  json: { type: 'string', pattern: patternOrVariable(`${NUMBER}(?:B|KiB|MiB|GiB)/s`) },
  read(text) {
    if (!text.endsWith('/s')) return suggestUnit(text, BYTE_WORDS, 'B/s')
    return byteCount.read(text.slice(0, -'/s'.length))
  },
}

/** Shares from 0 to 1, written as a percentage or as a number. */
export const share: Grammar<number> = {
  expected: 'a share such as 99.99% or 0.9999',
  json: {
    type: ['string', 'number'],
    minimum: 0,
    maximum: 1,
    pattern: patternOrVariable(`(?:100(?:\\.0+)?|\\d{1,2}(?:\\.\\d+)?)%|0?\\.\\d+|[01](?:\\.0+)?`),
  },
  read(text) {
    const match = /^(\d*\.?\d+)(%?)$/.exec(text)
    if (!match) return suggestUnit(text, SHARE_WORDS, '%')
    // Shifting the decimal point in the text is exact; 99.99 / 100 is not 0.9999.
    const value = Number(match[2] === '%' ? `${match[1]}e-2` : match[1])
    if (value <= 1) return { value }
    return match[2] === '' && value <= 100 ? { ...missingUnit(text), hint: `did you mean ${text}%?` } : {}
  },
}

/** Shares above zero: no load test is needed to promise nothing. */
export const positiveShare = narrow(share, {
  expected: 'a share above zero such as 99.99% or 0.9999',
  accepts: (value) => value > 0,
})

/** What was probably meant by a number with another unit, or with none. */
function suggestUnit(text: string, words: Map<string, string>, usual: string): Misread {
  const match = /^(\d+(?:\.\d+)?)\s*(\D*)$/.exec(text.trim())
  if (!match) return {}
  const [, number, word = ''] = match
  if (word === '') return { ...missingUnit(text), hint: `did you mean ${number}${usual}?` }
  const unit = words.get(word.toLowerCase())
  return unit === undefined ? {} : { hint: `did you mean ${number}${unit}?` }
}

function missingUnit(text: string): Misread {
  return { found: `found ${JSON.stringify(text)}, a number without a unit` }
}
