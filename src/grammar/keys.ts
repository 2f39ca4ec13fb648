/** The keys of a literal of our own, with the types they have there. */
export function keysOf<Key extends string>(literal: Readonly<Record<Key, unknown>>): Key[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a literal has no other keys than its type says
  return Object.keys(literal) as Key[]
}
