import { html, type Markup, raw } from '../../../text/markup.ts'

/** Signs that are recognised by their shape, drawn around 0 0. */
const SIGNS = {
  step: 'M-1 -7V7H1V-7Z',
  failed: 'M-5 -5L5 5M5 -5L-5 5',
  takeover: 'M-5 5L0 -5L5 5Z',
  gone: 'M0 -4.5A4.5 4.5 0 1 0 .01 -4.5Z',
  kept: 'M0 -3A3 3 0 1 0 .01 -3Z',
  graceful: 'M-.5 -5V5H.5V-5Z',
  cut: 'M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5',
  stalled: 'M-3.5 -3.5H3.5V3.5H-3.5Z',
  exited: 'M-.5 -6V6H.5V-6Z',
  killed: 'M-4 -4L4 4M4 -4L-4 4',
} as const
export type SignName = keyof typeof SIGNS

/** The shapes of all signs, to be put into the page once. */
export function defineSigns(): Markup {
  const shapes = Object.entries(SIGNS).map(
    ([name, d]) => html`<path id="s-${name}" class="sign ${name}" d="${raw(d)}"/>`,
  )
  return html`<svg class="defs" width="0" height="0" aria-hidden="true"><defs>${shapes}</defs></svg>`
}

/** A sign at a place: `x` as a percentage of the width, `y` in pixels. */
export function sign(name: SignName, x: string, y: number, title?: string): Markup {
  if (title === undefined) return html`<use href="#s-${name}" x="${x}" y="${y}"/>`
  return html`<use href="#s-${name}" x="${x}" y="${y}"><title>${title}</title></use>`
}
