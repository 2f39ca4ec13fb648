import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap } from 'yaml'
import type { Path } from '../../grammar/issue.ts'
import { unmaskVariables } from './mask.ts'

/** Text, null where nothing was written, or lists and maps of these. */
export type Plain = string | null | Plain[] | { [key: string]: Plain }

/** Far more than any scenario has; aliases can stand for themselves, or for each other many times over. */
const MOST_NODES = 100_000

/** What is YAML, but means nothing. */
export interface YamlWarning {
  path: Path
  node: unknown
  expected: string
  found: string
}

const TWICE = { expected: 'each key once in its map', found: 'found a second time' }
const NOWHERE = { expected: 'an alias of an anchor that stands before it', found: 'found no such anchor' }

/**
 * What a document says, every scalar as the text that was written: `1.0` and `0644` are not numbers here, so that each field
 * reads its own grammar. Throws a RangeError for aliases without end.
 */
export function readPlain(document: Document): { data: Plain; warnings: YamlWarning[] } {
  const warnings: YamlWarning[] = []
  let left = MOST_NODES
  function read(node: unknown, path: Path): Plain {
    left -= 1
    if (left < 0) throw new RangeError(`more than ${MOST_NODES} values`)
    if (isAlias(node)) return readAlias(node, path)
    if (isSeq(node)) return node.items.map((item, index) => read(item, [...path, index]))
    return isMap(node) ? readMap(node, path) : readScalar(node)
  }
  function readAlias(node: Alias, path: Path): Plain {
    const anchored = node.resolve(document)
    if (anchored === undefined) warnings.push({ path, node, ...NOWHERE })
    return read(anchored, path)
  }
  function readMap(node: YAMLMap, path: Path): Plain {
    const entries = new Map<string, Plain>()
    for (const pair of node.items) {
      const key = readKey(pair.key)
      // The first one counts.
      if (entries.has(key)) warnings.push({ path: [...path, key], node: pair.key, ...TWICE })
      else entries.set(key, read(pair.value, [...path, key]))
    }
    return Object.fromEntries(entries)
  }
  return { data: read(document.contents, []), warnings }
}

function readScalar(node: unknown): string | null {
  if (!isScalar(node)) return null
  const text = readText(node)
  return text === '' && node.type === 'PLAIN' ? null : text
}

/** Under the failsafe schema every scalar is a string, or null where there is nothing. */
function readText(node: Scalar): string {
  return typeof node.value === 'string' ? unmaskVariables(node.value) : ''
}

/** Keys are text; a key of any other kind reads as what it is called, which no schema knows. */
export function readKey(key: unknown): string {
  if (isScalar(key)) return readText(key)
  return isMap(key) ? '{…}' : '[…]'
}
