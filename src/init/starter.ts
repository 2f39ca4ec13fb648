import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isCollection, isMap, isScalar } from 'yaml'
import { packageFile } from '../package-files.ts'
import { readScenario, type ScenarioSource } from '../scenario/read.ts'
import { unmaskVariables } from '../scenario/yaml/mask.ts'
import { type Kind, type KindName, SERVER_KINDS } from './server-kinds.ts'

/** What a scenario of the library says of its kind of server, for a scenario of the user's own server of that kind. */
export interface Starter {
  /** What the library's scenario shows. */
  about: string
  requires: string[]
  /** The steps as they stand there, comments included, a line each, without their indentation. */
  steps: string[]
  clients: string
  /** Where the server writes its process id if hitless starts it; absent where it stays the launched process. */
  pidFile?: string
  /** The header that tells its generation, and the line of its configuration that makes it do so. */
  generation?: { header: string; line: string }
  usual: Kind['usual']
}

const LIBRARY = packageFile('scenarios')

export function readStarter(kind: KindName): Starter {
  const { model, usual }: Kind = SERVER_KINDS[kind]
  const source = readScenario(resolve(LIBRARY, model))
  const pidFile = readText(source, ['target', 'pid', 'file'])
  const generation = findGeneration(source)
  return {
    about: readText(source, ['about']) ?? '',
    // What is required by its path are the sources of the library's own server.
    requires: listTexts(source, ['requires']).filter((program) => !program.startsWith('/')),
    steps: sliceSteps(source),
    clients: readText(source, ['sla', 'clients']) ?? 'strict',
    ...(pidFile !== undefined && { pidFile }),
    ...(generation !== undefined && { generation }),
    usual,
  }
}

function readText({ document }: ScenarioSource, path: string[]): string | undefined {
  const node = document.getIn(path, true)
  return isScalar(node) ? unmaskVariables(String(node.value)).trim() : undefined
}

function listTexts({ document }: ScenarioSource, path: string[]): string[] {
  const node = document.getIn(path, true)
  return isCollection(node) ? node.items.map((item) => String(isScalar(item) ? item.value : item)) : []
}

/** Their text, and not what it was parsed to: that keeps comments, quotes and the short forms. */
function sliceSteps({ document, text }: ScenarioSource): string[] {
  const node = document.getIn(['restart', 'steps'], true)
  const [from, to] = (isCollection(node) && node.range) || [0, 0]
  const begin = text.lastIndexOf('\n', from) + 1
  const lines = text.slice(begin, to).trimEnd().split('\n')
  const steps = lines.map((line) => line.slice(from - begin)).reduce(groupLines, [])
  return steps.filter((step) => !isOurs(step)).flat()
}

/** A step for each list item, with the comments above it. */
function groupLines(steps: string[][], line: string): string[][] {
  const last = steps.at(-1)
  const begun = last?.some((one) => one.startsWith('- ')) ?? true
  const begins = line.startsWith('- ') || line.startsWith('#')
  return last === undefined || (begun && begins) ? [...steps, [line]] : [...steps.slice(0, -1), [...last, line]]
}

/** Writes what makes the library's own server tell its generation. */
function isOurs(step: string[]): boolean {
  return /^- exec:[^]*> \$\{run\}\//m.test(step.join('\n'))
}

function findGeneration(source: ScenarioSource): Starter['generation'] {
  const header = readText(source, ['target', 'generation', 'header'])
  const files = source.document.getIn(['target', 'files'], true)
  if (header === undefined || !isMap(files)) return undefined
  const texts = files.items.map(({ value }) => readFileSync(resolve(source.here, String(value)), 'utf8'))
  const lines = texts.flatMap((text) => text.split('\n')).map((line) => line.trim())
  const line = lines.find((one) => one.includes(header) && !one.startsWith('#'))
  return line === undefined ? undefined : { header, line }
}
