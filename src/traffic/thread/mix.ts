/**
 * Picks from a mix in proportion to the weights, as evenly spread as they allow: smooth weighted round robin, as nginx
 * does it (ngx_http_upstream_round_robin.c). Weights 3 and 1 give a a b a, not a a a b. Deterministic.
 */
export function createMix<T extends { weight: number }>(items: readonly T[]): () => T {
  const slots = items.map((item) => ({ item, credit: 0 }))
  const total = items.reduce((sum, { weight }) => sum + weight, 0)
  const [first] = slots
  if (first === undefined || !(total > 0))
    throw new Error('Expected a mix of at least one request with a weight above 0.')
  return () => {
    let best = first
    for (const slot of slots) {
      slot.credit += slot.item.weight
      if (slot.credit > best.credit) best = slot
    }
    best.credit -= total
    return best.item
  }
}
