import { assert, constantFrom, oneof, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clean } from '../../src/text/clean.ts'
import { type Content, html, inline, json, multiline, print, prose, raw } from '../../src/text/markup.ts'

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

/** Half of it what markup is made of. */
const HOSTILE = oneof(
  constantFrom('<', '>', '"', "'", '&', ';', '/', '-', ']'),
  string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)

/** What a browser makes of an escaped text. */
function unescape(markup: string): string {
  return markup.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
}

describe('markup', () => {
  test('whatever is put into a template is text, in content and in attributes', () => {
    assert(
      property(string({ unit: HOSTILE, maxLength: 60 }), (text) => {
        const markup = print(html`<a title="${text}">${text}</a>`)
        const [, attribute = '', content = ''] = /^<a title="([^"]*)">([^<]*)<\/a>$/.exec(markup) ?? []
        expect(unescape(attribute)).toBe(clean(text))
        expect(unescape(content)).toBe(clean(text))
      }),
    )
  })

  test('what is invisible becomes visible, and what does not end is cut', () => {
    expect(print(html`${'a\u202eb\u0000\n\ud800'}`)).toBe('a\\u202eb\\x00\\n\\ud800')
    expect(print(html`${'a'.repeat(1_000_000)}`)).toBe(`${'a'.repeat(400)}… (1,000,000 characters)`)
  })

  test('markup, lists, numbers and nothing', () => {
    const list = [1, 2].map((n) => html`<li>${n}</li>`)
    expect(print(html`<ul>${list}${null}${undefined}</ul>`)).toBe('<ul><li>1</li><li>2</li></ul>')
    expect(print(html`${raw('<br>')}${'<br>'}${['<br>']}`)).toBe('<br>&lt;br&gt;&lt;br&gt;')
  })

  test('nothing that is read from a file passes for markup', () => {
    const read: Content[] = JSON.parse('["<b>", [{"markup": "<b>"}], {"markup": "<b>", "Symbol(markup)": "<b>"}]')
    expect(print(html`${read[0]}`)).toBe('&lt;b&gt;')
    expect(() => print(html`${read[1]}`)).toThrow(TypeError)
    expect(() => print(html`${read[2]}`)).toThrow(TypeError)
  })

  test('JSON in a script element cannot end it', () => {
    const markup = print(json({ a: '</script><!--' }))
    expect(markup).not.toContain('<')
    expect(JSON.parse(markup)).toEqual({ a: '</script><!--' })
  })

  test('several lines stay several lines', () => {
    expect(print(multiline('a <b>\r\n\tc\u0007\n', 100))).toBe('a &lt;b&gt;\n  c\\x07\n')
  })

  test('what stands between backticks is code, and an odd one stands for itself', () => {
    expect(print(inline('use `a < b` or `c`, not ` alone', 100))).toBe(
      'use <code>a &lt; b</code> or <code>c</code>, not ` alone',
    )
    expect(print(inline('`', 100))).toBe('`')
    expect(print(inline('', 100))).toBe('')
  })

  test('no line ends between a number and its unit', () => {
    expect(prose('99.99% of 12 requests within 3 s, 4 msg')).toBe('99.99% of 12 requests within 3\u00a0s, 4 msg')
  })
})
