// A character that no font shows, put between what GitHub would make a mention, an issue or a link of.
const BREAK = '&#8203;'

/**
 * A line of cleaned text as Markdown that renders as that very text: no HTML, no emphasis, no code, no table cell, no
 * link, and on GitHub no formula, no mention of a user and no reference to an issue (GFM 0.29 §6, §4.10).
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/([@#])(?=\w)/g, `$1${BREAK}`)
    .replace(/\b(https?|ftp|www)(:\/\/|\.)/gi, `$1${BREAK}$2`)
    .replace(/^\s*(?=(#+|[-+]|\d+[.)])(\s|$)|[-=]+\s*$)/, BREAK)
}
