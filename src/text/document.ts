import type { Markup } from './markup.ts'

/**
 * What there is to say to a person, once, as plain data: the printers beside this file make a terminal's lines, Markdown and HTML of
 * it. All texts are cleaned (clean.ts); none is escaped.
 */
export interface Document {
  title?: string
  verdict?: VerdictBlock
  sections: readonly Section[]
}

/** Colours it where there are colours. */
export type Tone = 'good' | 'bad' | 'doubtful' | 'quiet'

/** What it comes to, in its own words: `✓ PASS  nginx reload`, and what is to be known at once. */
export interface VerdictBlock extends Sign {
  word: string
  title: string
  facts: readonly string[]
  items: readonly Item[]
}

export interface Sign {
  sign: string
  tone: Tone
}

/** Without a title it is what it shows that says what it is about. */
export interface Section {
  title?: string
  /** What a page calls it in its links. */
  id?: string
  blocks: readonly Block[]
}

export type Block = Paragraph | List | Table | Files | Figure

export interface Paragraph {
  type: 'paragraph'
  text: string
  tone?: Tone
}

export interface List {
  type: 'list'
  items: readonly Item[]
}

/** An entry of a list: its first line, and those that belong to it. */
export interface Item {
  sign?: Sign
  /** What it is about, in a column of its own where there is room. */
  label?: string
  /** Its place in a ranking; null where it has none. */
  place?: number | null
  lines: readonly ItemLine[]
}

export interface ItemLine {
  text: string
  tone?: Tone
  strong?: boolean
  /** A name that scripts know, after the text. */
  code?: string
}

/** The first column names the rows. */
export interface Table {
  type: 'table'
  columns: readonly Column[]
  rows: readonly (readonly Cell[])[]
  /** What the table is about, for those who cannot see it. */
  name?: string
  /** Most cells say nothing: the columns stand close together. */
  sparse?: boolean
}

export interface Column {
  title: string
  /** Words instead of numbers. */
  words?: boolean
  /** The first of columns that belong together: where there is no room beside the others, they stand below. */
  begins?: boolean
}

export interface Cell {
  text: string
  tone?: Tone
}

/** Names of files, for those who look at a terminal. */
export interface Files {
  type: 'files'
  paths: readonly string[]
}

/** A drawing, for those who look at a page. */
export interface Figure {
  type: 'figure'
  markup: Markup
}

/** A section with those of its parts that say anything; none where none does. */
export function section(title: string | undefined, blocks: readonly Block[], id?: string): Section[] {
  const filled = blocks.filter((block) => !isEmpty(block))
  if (filled.length === 0) return []
  return [{ ...(title !== undefined && { title }), ...(id !== undefined && { id }), blocks: filled }]
}

function isEmpty(block: Block): boolean {
  if (block.type === 'paragraph') return block.text === ''
  if (block.type === 'list') return block.items.length === 0
  if (block.type === 'table') return block.rows.length === 0
  return block.type === 'files' && block.paths.length === 0
}

export function paragraph(text: string, tone?: Tone): Paragraph {
  return { type: 'paragraph', text, ...(tone && { tone }) }
}

export function bulletList(items: readonly Item[]): List {
  return { type: 'list', items }
}

/** An entry that is a sentence. */
export function item(text: string, sign?: Sign): Item {
  return { lines: [{ text }], ...(sign && { sign }) }
}

/** A column, and what it reads of the thing that a row is about. */
export interface ReadColumn<Row> extends Column {
  read(row: Row): string | Cell
}

/** Where the files lie that say more. */
export function filesSection(paths: readonly string[]): Section[] {
  return section('Reports', [{ type: 'files', paths }])
}

/** A table of things of one kind. */
export function tableOf<Row>(
  columns: readonly ReadColumn<Row>[],
  rows: readonly Row[],
  more: Pick<Table, 'name' | 'sparse'> = {},
): Table {
  const cells = rows.map((row) =>
    columns.map(({ read }) => {
      const cell = read(row)
      return typeof cell === 'string' ? { text: cell } : cell
    }),
  )
  return { type: 'table', columns: columns.map(({ read: _read, ...column }) => column), rows: cells, ...more }
}
