/** First in, first out. `Array.shift` moves every element, which thousands of idle users would feel. */
export interface Fifo<T> {
  readonly size: number
  push(item: T): void
  shift(): T | undefined
  peek(): T | undefined
}

const COMPACT_FROM = 1_024

export function createFifo<T>(): Fifo<T> {
  let items: T[] = []
  let head = 0
  return {
    get size() {
      return items.length - head
    },
    push: (item) => void items.push(item),
    peek: () => items[head],
    shift() {
      const item = items[head]
      if (item === undefined) return undefined
      head += 1
      if (head === items.length) {
        items.length = 0
        head = 0
      } else if (head >= COMPACT_FROM && head * 2 >= items.length) {
        items = items.slice(head)
        head = 0
      }
      return item
    },
  }
}
