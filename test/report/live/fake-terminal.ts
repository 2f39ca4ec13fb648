/** A terminal that knows what the progress bar may use: CR, LF, wrapping, cursor up (CUU), erase to the end (ED). */
export function createTerminal(columns: number) {
  let rows: string[] = ['']
  let row = 0
  let column = 0

  function put(character: string): void {
    if (column >= columns) {
      row += 1
      column = 0
    }
    while (rows.length <= row) rows.push('')
    rows[row] = (rows[row] ?? '').padEnd(column).slice(0, column) + character + (rows[row] ?? '').slice(column + 1)
    column += 1
  }

  function obey(sequence: string): void {
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
    const up = /^\u001b\[(\d+)A$/.exec(sequence)
    if (up) row = Math.max(0, row - Number(up[1]))
    else if (sequence === '\u001b[J') rows = [...rows.slice(0, row), (rows[row] ?? '').slice(0, column)]
    else if (sequence === '\r') column = 0
    else if (sequence === '\n') {
      row += 1
      column = 0
      if (rows.length <= row) rows.push('')
    } else throw new Error(`unknown sequence ${JSON.stringify(sequence)}`)
  }

  return {
    writes: 0,
    write(text: string) {
      this.writes += 1
      // oxlint-disable-next-line no-control-regex -- escape sequences are what is looked for
      for (const part of text.match(/\u001b\[[\d;?]*[A-Za-z]|[\s\S]/gu) ?? []) {
        if (part.length > 1 && part.startsWith('\u001b')) obey(part)
        else if (part === '\r' || part === '\n') obey(part)
        else put(part)
      }
    },
    /** Makes it narrower or wider, wrapping long rows again as most terminals do. */
    resize(width: number) {
      const text = rows.map((line) => line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [''])
      const last = text.at(-1)?.at(-1) ?? ''
      rows = text.flat()
      row = rows.length - 1
      column = last.length
      columns = width
    },
    columns: () => columns,
    screen: () => rows.join('\n'),
  }
}
