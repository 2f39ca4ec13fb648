import type { Span } from './shapes.ts'

/**
 * Puts spans into as few rows as hold them without overlap. Each goes into the row that became free last, so that what takes the
 * place of something that has just ended follows it in its row.
 */
export function packRows<T extends Span>(items: readonly T[]): T[][] {
  const rows: { items: T[]; to: number }[] = []
  for (const item of items.toSorted((a, b) => a.t - b.t)) {
    const free = rows.filter(({ to }) => to <= item.t)
    const row = free.reduce<(typeof rows)[number] | undefined>(
      (best, one) => (best && best.to >= one.to ? best : one),
      undefined,
    )
    if (row === undefined) rows.push({ items: [item], to: item.to })
    else {
      row.items.push(item)
      row.to = item.to
    }
  }
  return rows.map((row) => row.items)
}
