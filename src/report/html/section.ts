import { type Content, html, type Markup } from '../../text/markup.ts'

/** A part of the page, which can be linked to. */
export function renderSection(id: string, title: string, content: Content): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${content}</section>
`
}
