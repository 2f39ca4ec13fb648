/** How many characters must be inserted, deleted or replaced to turn one word into the other (Levenshtein 1966). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The word that was probably meant; undefined where none is near enough to be more than a guess. */
export function findNearest(word: string, words: readonly string[]): string | undefined {
  const near = words
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= reach(word, candidate))
    .toSorted((a, b) => a.distance - b.distance)
  return near[0]?.candidate
}

function reach(word: string, candidate: string): number {
  const shorter = Math.min(word.length, candidate.length)
  return shorter <= 2 ? 1 : Math.max(2, Math.floor(shorter / 3))
}

/** The hint that names the nearest word, if there is one. */
export function suggestNearest(word: string, words: readonly string[]): { hint?: string } {
  const nearest = findNearest(word, words)
  return nearest === undefined ? {} : { hint: `did you mean "${nearest}"?` }
}
