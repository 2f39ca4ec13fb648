/** Those of some items in order of `t` whose time lies from one moment to another, the latter excluded. */
export function sliceBetween<T extends { t: number }>(items: readonly T[], from: number, to: number): T[] {
  return items.slice(
    findFirst(items, ({ t }) => t >= from),
    findFirst(items, ({ t }) => t >= to),
  )
}

/** The index of the first item for which something is true that stays true from there on; their number where it is of none. */
export function findFirst<T>(items: readonly T[], isTrue: (item: T) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && isTrue(item)) high = middle
    else low = middle + 1
  }
  return low
}
