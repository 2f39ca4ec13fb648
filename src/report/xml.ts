// What XML 1.0 forbids even as a character reference (production 2, Char), lone surrogates included.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu
const REPLACEMENT = '\ufffd'

export interface Element {
  name: string
  attributes: Record<string, string>
  /** Elements, or text. */
  content: Element[] | string
}

/** An XML 1.0 document, UTF-8. What XML cannot hold becomes U+FFFD. */
export function renderXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, '')}\n`
}

function renderElement({ name, attributes, content }: Element, indent: string): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  const open = `${indent}<${name}${pairs.join('')}`
  if (content.length === 0) return `${open}/>`
  if (typeof content === 'string') return `${open}>${escapeXml(content)}</${name}>`
  const children = content.map((child) => renderElement(child, `${indent}  `))
  return `${open}>\n${children.join('\n')}\n${indent}</${name}>`
}

function escapeXml(text: string): string {
  return text
    .replace(FORBIDDEN, REPLACEMENT)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
