import type { ConfusionRow } from '../model/calibration.ts'

/** What can be injected, in the order in which it is shown, and what each has to be reported as. */
export type ExpectedReports<Shown extends string> = readonly (readonly [injected: string, expected: Shown | 'none'])[]

/** How many were injected in one way, and what was reported of them. */
export type ComparedCounts<Shown extends string> = Omit<ConfusionRow<Shown>, 'expected'>

/** What was injected, down, against what was reported, across: the sums of all that was compared, and no row for what did not occur. */
export function buildConfusionMatrix<Shown extends string>(
  expectedReports: ExpectedReports<Shown>,
  compared: readonly ComparedCounts<Shown>[],
): ConfusionRow<Shown>[] {
  return expectedReports.flatMap(([injected, expected]) => {
    const own = compared.filter((one) => one.injected === injected)
    return own.length === 0 ? [] : [sumRow({ injected, expected }, own)]
  })
}

function sumRow<Shown extends string>(
  name: Pick<ConfusionRow<Shown>, 'injected' | 'expected'>,
  compared: readonly ComparedCounts<Shown>[],
): ConfusionRow<Shown> {
  const row: ConfusionRow<Shown> = { ...name, count: 0, reported: {}, wrong: 0 }
  for (const { count, reported, wrong } of compared) {
    row.count += count
    row.wrong += wrong
    for (const shown in reported) row.reported[shown] = (row.reported[shown] ?? 0) + (reported[shown] ?? 0)
  }
  return row
}

/** What lies beside the diagonal: a sentence for each row with more wrong than is `excused`. `what` is counted, such as `messages `. */
export function describeConfusion<Shown extends string>(
  { traffic, rows }: { traffic: string; rows: readonly ConfusionRow<Shown>[] },
  what: string,
  excused: (row: ConfusionRow<Shown>) => number,
): string[] {
  return rows
    .filter((row) => row.wrong > excused(row))
    .map((row) => {
      const { injected, expected, count, reported } = row
      return `${traffic}: ${count} ${what}× ${injected}, expected as ${expected}, reported as ${listCounts(reported)}${describeUnlike(row)}`
    })
}

/** Those that were reported by the right name, but with wrong details. */
function describeUnlike({ expected, count, reported, wrong }: ConfusionRow<string>): string {
  const named = reported[expected] ?? 0
  const unlike = wrong - (count - named)
  const complete = Object.values(reported).reduce((sum: number, one = 0) => sum + one, 0) === count
  return complete && unlike > 0 ? `, ${unlike} of them with another phase, code, side or place` : ''
}

export function listCounts(reported: Partial<Record<string, number>>): string {
  const parts = Object.entries(reported).flatMap(([what, count = 0]) => (count > 0 ? [`${count} ${what}`] : []))
  return parts.length === 0 ? 'nothing' : parts.join(', ')
}
