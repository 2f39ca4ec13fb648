import type { Finding, Path } from './errors/problem.ts'
import { fillText, type Variables } from './variables.ts'
import type { Plain } from './yaml/plain.ts'

/** Fills in the variables of every value. Keys have none, nor has the name, after which the run's folder is called. */
export function fillData(data: Plain, variables: Variables): { data: Plain; findings: Finding[] } {
  const findings: Finding[] = []
  function fill(value: Plain, path: Path): Plain {
    if (typeof value === 'string') return fillValue(value, path)
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index]))
    if (value === null) return null
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...path, key])]))
  }
  function fillValue(text: string, path: Path): string {
    if (path.length === 1 && path[0] === 'name') return keepName(text)
    const { text: filled, gaps } = fillText(text, variables)
    for (const { index: _, ...gap } of gaps) findings.push({ path, at: 'value', ...gap })
    return filled
  }
  function keepName(text: string): string {
    if (text.includes('${')) findings.push({ path: ['name'], at: 'value', ...NAME })
    return text
  }
  return { data: fill(data, []), findings }
}

const NAME = { expected: "a name without variables, as the run's folder is called after it", found: 'found a variable' }
