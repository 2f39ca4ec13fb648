import { readFileSync } from 'node:fs'
import { codeFile } from '../../package-files.ts'
import { CLOCK_STEPS, UNITS } from './chart/axis.ts'

// Style and script of the page are files as browsers read them; `npm run build` copies their folder into dist.

const STYLES = [
  'base',
  'summary',
  'guarantees',
  'findings',
  'tables',
  'restarts',
  'chart',
  'lanes',
  'lives',
  'keys',
  'gauge',
  'pointer',
  'media',
]

/** Colours and type, as custom properties of CSS; what else draws in the page's colours takes them as well. */
export function readTokens(): string {
  return read('tokens.css')
}

/** All of the page's style; of two rules of the same weight the later one wins. */
export function readStyle(): string {
  return readTokens() + STYLES.map((name) => read(`${name}.css`)).join('')
}

/** The page's script, in a scope of its own, with the numbers that it shares with the charts. */
export function readScript(): string {
  const shared = `const UNITS = ${UNITS}, CLOCK_STEPS = ${JSON.stringify(CLOCK_STEPS)}`
  return `'use strict'\n{\n${shared}\n${read('page.js')}}\n`
}

function read(file: string): string {
  return readFileSync(codeFile(`report/html/browser/${file}`), 'utf8')
}
