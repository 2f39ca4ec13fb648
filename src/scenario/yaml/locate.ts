import { type Document, isAlias, isMap, isNode, isSeq, type LineCounter } from 'yaml'
import type { Path, Place } from '../../grammar/issue.ts'
import { quoteLine } from '../errors/excerpt.ts'
import { type Locate } from '../errors/problem.ts'
import { readKey } from './plain.ts'

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
    const [start, end] = rangeOf((at === 'value' ? value : undefined) ?? key ?? value)
    if (needle === undefined) return placeAt(parsed, start, end)
    const index = parsed.text.indexOf(needle, start)
    return index < 0 ? placeAt(parsed, start, end) : placeAt(parsed, index, index + needle.length)
  }
}

/** Where a node of the document begins and ends in its text. */
export function rangeOf(node: unknown): [start: number, end: number] {
  const [start, end] = (isNode(node) ? node.range : undefined) ?? [0, 0]
  return [start, end]
}

/** The place of a stretch of a file's text. */
export function placeAt({ file, text, lines }: Omit<ParsedText, 'document'>, start: number, end: number): Place {
  const { line, col } = lines.linePos(start)
  const newline = text.indexOf('\n', start)
  const length = Math.min(end, newline < 0 ? end : newline) - start
  return { file, line, column: col, excerpt: quoteLine(text, { line, column: col, length }) }
}

interface Nodes {
  key?: unknown
  value?: unknown
}

/** The nodes at the end of a path, or those of the last step that exists. */
function findNodes(document: Document, path: Path): Nodes {
  let found: Nodes = { value: document.contents }
  for (const step of path) {
    const next = stepInto(resolveAlias(found.value, document), step)
    // Only the key of what exists: a missing key belongs to its map, not to the map's first value.
    if (!next) return found.key === undefined ? found : { key: found.key }
    found = next
  }
  return found
}

function stepInto(node: unknown, step: string | number): Nodes | undefined {
  if (isMap(node)) return node.items.find((pair) => readKey(pair.key) === step)
  const item = isSeq(node) ? node.items[Number(step)] : undefined
  return item === undefined ? undefined : { value: item }
}

function resolveAlias(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node
}
