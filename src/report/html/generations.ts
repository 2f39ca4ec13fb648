import type { Report } from '../../model/report.ts'

/**
 * The generations of a run by number: 1 served before the first restart, 2 after it, and so on, whatever labels or processes each
 * of them had.
 */
export interface GenerationNumbers {
  /** How many there are; at least 1. */
  count: number
  /** The number of the generation that a label belongs to; undefined of one that was never seen. */
  ofLabel(label: string): number | undefined
  /** The number of the generation that began with this restart; null: before any. */
  ofRestart(index: number | null): number
  /** The labels of each, from number 1 on. */
  labels: string[][]
}

export function numberGenerations({ restarts, timeline }: Pick<Report, 'restarts' | 'timeline'>): GenerationNumbers {
  const numbers = new Map<string, number>()
  const learn = (label: string, number: number) => void (numbers.has(label) || numbers.set(label, number))
  for (const label of restarts[0]?.generations.old ?? []) learn(label, 1)
  restarts.forEach(({ generations }, i) => {
    for (const label of generations.new) learn(label, i + 2)
  })
  // What no restart speaks of was of the generation at whose time it was first seen.
  for (const { t, generations } of timeline.buckets) {
    const number = 1 + restarts.filter(({ begun }) => begun <= t).length
    for (const label of Object.keys(generations)) learn(label, number)
  }
  const labels: string[][] = Array.from({ length: restarts.length + 1 }, () => [])
  for (const [label, number] of numbers) labels[number - 1]?.push(label)
  return {
    count: restarts.length + 1,
    labels,
    ofLabel: (label) => numbers.get(label),
    ofRestart: (index) => 2 + restarts.findIndex((restart) => restart.index === index),
  }
}

const COLOURS = 4

/** The class of the colour of a generation; neighbours differ in hue and in lightness. */
export function colourOf(number: number | undefined): string {
  return number === undefined ? 'gx' : `g${(number - 1) % COLOURS}`
}
