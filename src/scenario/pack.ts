import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, normalize } from 'node:path'
import { isCollection, isMap } from 'yaml'
import type { ScenarioSource } from './read.ts'
import { unmaskVariables } from './yaml/mask.ts'
import { parseYaml } from './yaml/parse.ts'
import type { Plain } from './yaml/plain.ts'

/** A scenario with what it takes along to where it is run instead of here. */
export interface Pack {
  /** The file's text, without what only its sender does. */
  text: string
  /** The files beside it that it names: path from its folder → content. */
  files: Map<string, Buffer>
}

/**
 * Packs a scenario for another place. `target.kubernetes.apply` stays here: only those who have the right to do it do it. Files are found by
 * their names: every relative path below the scenario's folder at which there is a file.
 */
export function packScenario(source: ScenarioSource): Pack {
  const { document } = parseYaml(source.file, source.text)
  const kubernetes = document.getIn(['target', 'kubernetes'])
  if (isMap(kubernetes)) kubernetes.delete('apply')
  const text = isCollection(document.contents) ? unmaskVariables(document.toString({ lineWidth: 0 })) : source.text
  const named = listTexts(document.toJS()).map((path) => normalize(path))
  const files = named.filter((path) => isFileBelow(source.here, path))
  return { text, files: new Map(files.map((path) => [path, readFileSync(join(source.here, path))])) }
}

function listTexts(value: Plain): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((part) => listTexts(part))
}

function isFileBelow(folder: string, path: string): boolean {
  if (isAbsolute(path) || path.startsWith('..') || path.includes('\0')) return false
  return statSync(join(folder, path), { throwIfNoEntry: false })?.isFile() ?? false
}
