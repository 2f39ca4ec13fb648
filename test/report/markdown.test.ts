import { describe, expect, test } from 'vitest'
import { renderMarkdown } from '../../src/report/report-document.ts'
import { escapeMarkdown } from '../../src/text/markdown.ts'
import { hostile, SAMPLES } from './samples.ts'

/** The number of cells of each row, table by table. */
function tablesOf(markdown: string): number[][] {
  const blocks = markdown.split('\n\n').filter((block) => block.startsWith('|'))
  return blocks.map((block) => block.split('\n').map((row) => row.replaceAll(/\\./g, '').split('|').length))
}

describe('report.md', () => {
  test.each(Object.entries(SAMPLES))('%s', async (name, sample) => {
    await expect(renderMarkdown(sample())).toMatchFileSnapshot(`golden/${name}.md`)
  })

  test('every row of a table has as many cells as its header, hostile text included', () => {
    for (const sample of [...Object.values(SAMPLES), hostile]) {
      for (const rows of tablesOf(renderMarkdown(sample()))) expect(new Set(rows).size).toBe(1)
    }
  })

  test('hostile text is no HTML, no link, no mention and no code', () => {
    const text = renderMarkdown(hostile())
    expect(text).not.toMatch(/<\w/)
    expect(text).not.toMatch(/@everyone|#1\b|http:\/\//)
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
    // The only code is our own reason codes.
    expect(text.replaceAll(/\\`/g, '').match(/`[^`]*`/g)).toEqual(['`sla-missed`'])
    expect(text.length).toBeLessThan(20_000)
  })

  test('escapes what Markdown would read, and nothing else', () => {
    expect(escapeMarkdown('a|b `c` <d> [e](f) _g_ *h*')).toBe('a\\|b \\`c\\` &lt;d&gt; \\[e\\](f) \\_g\\_ \\*h\\*')
    expect(escapeMarkdown('- no list')).toBe('&#8203;- no list')
    expect(escapeMarkdown('# no heading')).toBe('&#8203;# no heading')
    expect(escapeMarkdown('1. no list')).toBe('&#8203;1. no list')
    expect(escapeMarkdown('===')).toBe('&#8203;===')
    expect(escapeMarkdown('1.25 s')).toBe('1.25 s')
    expect(escapeMarkdown('12,345 requests, 99.99% at 1.25 s → gen-2')).toBe(
      '12,345 requests, 99.99% at 1.25 s → gen-2',
    )
  })
})
