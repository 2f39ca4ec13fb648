import { Malformed } from './malformed.ts'

/** Header or trailer fields: names and values in turn, as they came. */
export type Fields = string[]

/**
 * Takes one line of a header or trailer section (RFC 9112 §5). A line that begins with white space continues the one before (§5.2). A bare CR stands
 * for a space (§2.2); NUL is not accepted (RFC 9110 §5.5). The name is not checked against the grammar: a field with an impossible name is one that nothing
 * looks for.
 *
 * @throws Malformed
 */
export function takeFieldLine(fields: Fields, line: string): void {
  if (line.includes('\0')) throw notAField('a field without NUL', line)
  const first = line.charCodeAt(0)
  if (first === SPACE || first === TAB) return continueField(fields, line)
  const colon = line.indexOf(':')
  if (colon < 0) throw notAField('a field, a name and a colon', line)
  fields.push(line.slice(0, colon), trim(line, colon + 1))
}

/** The values of all fields of this lower-case name, joined; undefined where there is none. */
export function valueOf(fields: Fields, name: string): string | undefined {
  let found: string | undefined
  for (let i = 0; i < fields.length; i += 2) if (is(fields[i] ?? '', name)) found = join(found, fields[i + 1] ?? '')
  return found
}

/** Whether a field's name is this lower-case one (RFC 9110 §5.1). */
export function is(name: string, expected: string): boolean {
  return name.length === expected.length && name.toLowerCase() === expected
}

/** RFC 9110 §5.3: several fields of one name are one list. */
export function join(list: string | undefined, value: string): string {
  return list === undefined ? value : `${list}, ${value}`
}

/** The elements of a list, without the empty ones (RFC 9110 §5.6.1). */
export function elementsOf(value: string): string[] {
  if (!value.includes(',')) return value === '' ? [] : [value]
  return value
    .split(',')
    .map((element) => trim(element, 0))
    .filter((element) => element !== '')
}

const TAB = 9
const CR = 13
const SPACE = 32

/** RFC 9112 §2.2: white space between the status line and the first field is no field. */
function continueField(fields: Fields, line: string): void {
  const last = fields.length - 1
  if (last < 0) throw notAField('a field, not white space, after the status line', line)
  fields[last] = trim(`${fields[last]} ${trim(line, 0)}`, 0)
}

/** Without the white space around it (RFC 9110 §5.6.3). */
function trim(text: string, from: number): string {
  let start = from
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  const value = text.slice(start, end)
  return value.includes('\r') ? value.replaceAll('\r', ' ') : value
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === CR
}

function notAField(expected: string, line: string): Malformed {
  return new Malformed('HPE_INVALID_HEADER_TOKEN', expected, line)
}
