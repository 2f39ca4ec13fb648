import { clean } from './clean.ts'

/** Nothing that is read from a file can have it. */
const MADE = Symbol('markup')

/** HTML or SVG that is fit to be put into the page as it is. Made here alone. */
export interface Markup {
  readonly [MADE]: string
}

export function print(markup: Markup): string {
  return markup[MADE]
}

/** What a template takes: markup as it is, lists one after the other, anything else as text. */
export type Content = Markup | string | number | null | undefined | readonly Content[]

/**
 * A template of HTML or SVG. Whatever is put into it, as content or within a quoted attribute, is text: cleaned as for a terminal
 * (text.ts) and escaped. Only what was itself made here, or is vouched for by `raw`, is markup. Null and undefined are nothing.
 */
export function html(strings: TemplateStringsArray, ...values: Content[]): Markup {
  let markup = strings[0] ?? ''
  values.forEach((value, i) => {
    markup += render(value) + (strings[i + 1] ?? '')
  })
  return raw(markup)
}

/** Vouches for markup of our own making, such as the geometry of a path. Never for anything that a target has a part in. */
export function raw(markup: string): Markup {
  return { [MADE]: markup }
}

/** A sentence of ours, in which no line ends between a number and its unit. */
export function prose(text: string): string {
  return text.replaceAll(/(\d) (?=(?:ms|s|min|h)\b)/g, '$1\u00a0')
}

/** A sentence of ours in which `backticks` stand around what is written as code. */
export function inline(text: string, longest: number): Markup {
  const parts = prose(clean(text, longest)).split('`')
  // An odd backtick at the end stands for itself.
  const closed = parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), parts.slice(-2).join('`')]
  return html`${closed.map((part, i) => (i % 2 === 1 ? html`<code>${raw(escapeHtml(part))}</code>` : raw(escapeHtml(part))))}`
}

/** Text of several lines, each cleaned, whole up to `longest` characters a line. */
export function multiline(text: string, longest: number): Markup {
  return raw(
    text
      .split('\n')
      .map((line) => escapeHtml(clean(line.replaceAll('\t', '  ').replace(/\r$/, ''), longest)))
      .join('\n'),
  )
}

/** A value as JSON within a script element: nothing in it can end the element or begin a comment (HTML §4.12.1.3). */
export function json(value: unknown): Markup {
  return raw(JSON.stringify(value).replaceAll('<', '\\u003c'))
}

function render(value: Content): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return escapeHtml(clean(value))
  if (typeof value === 'number') return String(value)
  return MADE in value ? value[MADE] : value.map(render).join('')
}

/** What could end a text or a quoted attribute value (HTML §13.1.2.3, §13.3). */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
