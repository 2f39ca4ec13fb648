import { createHash } from 'node:crypto'
import type { VerdictStatus } from '../../model/verdict.ts'
import { type Content, html, type Markup, print, raw } from '../../text/markup.ts'
import { readStyle } from './assets.ts'

export interface HtmlPage {
  /** What a tab of a browser says. */
  title: string
  /** Gives the page its colour and its icon. */
  tone: VerdictStatus
  body: Content
  /** The page's own script; it only adds. */
  script?: string
}

/**
 * One file that needs nothing else. The policy lets nothing in from outside, and runs this page's own script alone (CSP Level 3).
 */
export function renderDocument({ title, tone, body, script }: HtmlPage): string {
  return print(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policyFor(script))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="${raw(iconOf(tone))}">
<style>${raw(readStyle())}</style>
</head>
<body class="${tone}">
${body}
${script === undefined ? null : runScript(script)}</body>
</html>
`)
}

function runScript(script: string): Markup {
  return html`<script>${raw(script)}</script>
`
}

function policyFor(script: string | undefined): string {
  const digest = createHash('sha256')
    .update(script ?? '')
    .digest('base64')
  const scripts = script === undefined ? "'none'" : `'sha256-${digest}'`
  return `default-src 'none'; style-src 'unsafe-inline'; script-src ${scripts}; img-src data:; base-uri 'none'; form-action 'none'`
}

const COLOURS = { pass: '%230b6b4f', fail: '%23c4162a', inconclusive: '%238a5a00' } as const
const SHAPES = {
  pass: "%3Ccircle cx='8' cy='8' r='8'/%3E",
  fail: "%3Cpath d='M5 0h6l5 5v6l-5 5H5L0 11V5z'/%3E",
  inconclusive: "%3Cpath d='M8 0l8 15H0z'/%3E",
} as const

/** Tells the verdict from a row of browser tabs. */
function iconOf(status: VerdictStatus): string {
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='${COLOURS[status]}'%3E${SHAPES[status]}%3C/svg%3E`
}
