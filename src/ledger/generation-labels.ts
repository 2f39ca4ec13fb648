/** The most labels that are distinguished for one traffic. More of them means that the label is no generation but, say, a request number. */
export const LABELS_KEPT = 1000

/** The labels of generations that one traffic has seen, numbered in order of appearance. */
export interface GenerationLabels {
  labels: string[]
  /** The number of a label, or -1 past LABELS_KEPT. Calls `onSight` at its first sight, and at its first on a new connection. */
  see(label: string, newConnection: boolean, t: number, sent: number): number
}

/** The receiver of a first sight: a label, where it was seen, when, and when the request had been sent. */
export type OnFirstSeen = (label: string, newConnection: boolean, t: number, sent: number) => void

export function labelGenerations(onSight: OnFirstSeen): GenerationLabels {
  const labels: string[] = []
  const onNew: boolean[] = []
  const numbers = new Map<string, number>()
  // Nearly every answer carries the label of the one before.
  let lastLabel = ''
  let lastNumber = -1

  function numberOf(label: string): number {
    if (label === lastLabel && lastNumber >= 0) return lastNumber
    const number = numbers.get(label) ?? -1
    lastLabel = label
    lastNumber = number
    return number
  }

  function meet(label: string, newConnection: boolean, t: number, sent: number): number {
    if (labels.length >= LABELS_KEPT) return -1
    const number = labels.push(label) - 1
    numbers.set(label, number)
    onNew.push(newConnection)
    onSight(label, newConnection, t, sent)
    return number
  }

  function see(label: string, newConnection: boolean, t: number, sent: number): number {
    const number = numberOf(label)
    if (number < 0) return meet(label, newConnection, t, sent)
    if (newConnection && onNew[number] === false) {
      onNew[number] = true
      onSight(label, true, t, sent)
    }
    return number
  }

  return { labels, see }
}
