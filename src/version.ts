import { readFileSync } from 'node:fs'
import { z } from 'zod'

const PACKAGE = z.object({ version: z.string() })

/** The version of this package, from its own package.json. */
export function readVersion(): string {
  return versionIn(new URL('../package.json', import.meta.url))
}

/** The version of autocannon that is installed with it. */
export function readAutocannonVersion(): string {
  return versionIn(new URL(import.meta.resolve('autocannon/package.json')))
}

function versionIn(packageFile: URL): string {
  return PACKAGE.parse(JSON.parse(readFileSync(packageFile, 'utf8'))).version
}
