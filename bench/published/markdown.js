import { readFileSync, writeFileSync } from 'node:fs'

/** A table of pairs of a title and what reads its cell from a row. */
export function renderTable(columns, rows) {
  const cells = rows.map((row) => columns.map(([, read]) => read(row)))
  return [columns.map(([title]) => title), columns.map(() => '---'), ...cells]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')
}

/** Puts a text between `<!-- NAME -->` and `<!-- /NAME -->`. */
export function replaceBetween(file, name, text) {
  const between = new RegExp(`(<!-- ${name} -->\\n)[^]*(<!-- /${name} -->)`)
  const page = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    page.replace(between, (_all, start, end) => `${start}${text}${end}`),
  )
}

/** The days on which the runs were made, in their order. */
export function daysOf(reports) {
  const days = reports.map(({ run }) => run.startedAt.slice(0, 10))
  return [...new Set(days)].toSorted((a, b) => a.localeCompare(b))
}

export function count(number) {
  return new Intl.NumberFormat('en-US').format(number)
}
