import { type Document, isAlias, isMap, isSeq, type LineCounter, type Node } from 'yaml'
import { quoteLine } from '../errors/excerpt.ts'
import type { Locate, Path, Place } from '../errors/problem.ts'
import { findPair } from './plain.ts'

export interface ParsedText {
  file: string
  text: string
  document: Document
  lines: LineCounter
}

/** Finds the places of a file's keys and values. What is missing is placed at the nearest key above it. */
export function locateIn(parsed: ParsedText): Locate {
  return ({ path, at, needle }) => {
    const { key, value } = findNodes(parsed.document, path)
    const node = (at === 'value' ? value : undefined) ?? key ?? value
    const [start, end] = node?.range ?? [0, 0]
    if (needle === undefined) return placeAt(parsed, start, end)
    const index = parsed.text.indexOf(needle, start)
    return index < 0 ? placeAt(parsed, start, end) : placeAt(parsed, index, index + needle.length)
  }
}

/** The place of a stretch of a file's text. */
export function placeAt({ file, text, lines }: Omit<ParsedText, 'document'>, start: number, end: number): Place {
  const { line, col } = lines.linePos(start)
  const newline = text.indexOf('\n', start)
  const length = Math.min(end, newline < 0 ? end : newline) - start
  return { file, line, column: col, excerpt: quoteLine(text, { line, column: col, length }) }
}

interface Nodes {
  key?: Node | null
  value?: Node | null
}

/** The nodes at the end of a path, or those of the last step that exists. */
function findNodes(document: Document, path: Path): Nodes {
  let found: Nodes = { value: document.contents }
  for (const step of path) {
    const next = stepInto(resolveAlias(found.value, document), step)
    // Only the key of what exists: a missing key belongs to its map, not to the map's first value.
    if (!next) return found.key ? { key: found.key } : found
    found = next
  }
  return found
}

function stepInto(node: unknown, step: string | number): Nodes | undefined {
  if (isMap(node)) return findPair(node, String(step))
  if (isSeq(node)) return step in node.items ? { value: node.items[Number(step)] as Node } : undefined
  return undefined
}

function resolveAlias(node: Node | null | undefined, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node
}
