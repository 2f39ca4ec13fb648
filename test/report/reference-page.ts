import { reportJsonSchema } from '../../src/report/json.ts'

/** As much of a JSON Schema as zod makes of the report. */
interface Node {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  description?: string
  properties?: Record<string, Node>
  required?: string[]
  items?: Node
  anyOf?: Node[]
  oneOf?: Node[]
}

interface Row {
  path: string
  type: string
  meaning: string
}

const HEAD = `# Fields of report.json and kinds of events

Made from \`src/model/report.ts\` and \`src/model/event.ts\` by \`npx vitest run test/report/reference-page.test.ts -u\`; do not edit it.
[Reports](reports.md#reportjson) says what times, shares and \`null\` mean.
`

/** docs/reference/report-fields.md: every field of the report, and every kind of event with its fields. */
export function renderReferencePage(): string {
  const report: Node = reportJsonSchema()
  const { events, ...fields } = report.properties ?? {}
  const rows = listRows({ ...report, properties: fields }, '', new Map())
  const kinds = (events?.items?.oneOf ?? []).map(describeEvent)
  return [
    HEAD,
    '## Fields\n',
    renderTable(
      ['field', 'type', 'meaning'],
      rows.map(({ path, type, meaning }) => [`\`${path}\``, type, meaning]),
    ),
    '## Events\n',
    "`events[]` lists what happened, in order. Each has its `kind`, and `t`: milliseconds on the run's clock.\n",
    renderTable(['kind', 'when', 'fields'], kinds),
  ].join('\n')
}

/** The fields of an object, row by row; one whose fields were listed before refers to that place. */
function listRows(node: Node, path: string, seen: Map<string, string>): Row[] {
  const { properties = {}, required = [] } = node
  return Object.entries(properties).flatMap(([name, child]) => {
    const own = path === '' ? name : `${path}.${name}`
    const { inner, suffix } = unwrap(child)
    const place = own + suffix
    const before = inner.properties && seen.get(JSON.stringify(inner.properties))
    if (inner.properties) seen.set(JSON.stringify(inner.properties), before ?? place)
    const row = {
      path: place,
      type: `${nameType(child)}${required.includes(name) ? '' : ', optional'}`,
      meaning: [meaningOf(child, inner), before && `Fields as in \`${before}\`.`].filter(Boolean).join(' '),
    }
    return before === undefined ? [row, ...listRows(inner, place, seen)] : [row]
  })
}

/** What a field holds: an item of a list, a value that may be null. */
function unwrap(node: Node): { inner: Node; suffix: string } {
  if (node.items) return { inner: unwrap(node.items).inner, suffix: '[]' }
  const [first] = node.anyOf ?? []
  return { inner: first ?? node, suffix: '' }
}

function meaningOf(node: Node, inner: Node): string {
  return node.description ?? inner.description ?? ''
}

function nameType(node: Node): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const).replaceAll('"', '')}\``
  if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (node.items) return node.items.properties || node.items.oneOf ? 'list' : `list of ${nameType(node.items)}`
  if (node.anyOf) return node.anyOf.map(nameType).join(' or ')
  return [node.type ?? 'any'].flat().join(' or ')
}

function describeEvent({ description = '', properties = {}, required = [] }: Node): string[] {
  const { t: _, kind, ...fields } = properties
  const told = listRows({ properties: fields, required }, '', new Map()).map(({ path, type, meaning }) => {
    const optional = type.endsWith('optional') ? ' (optional)' : ''
    return `\`${path}\`${optional}${meaning === '' ? '' : `: ${meaning}`}`
  })
  return [`\`${String(kind?.const)}\``, description, told.join('<br>') || '–']
}

function renderTable(titles: string[], rows: string[][]): string {
  const lines = [titles, titles.map(() => '---'), ...rows]
  return `${lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')}\n`
}
