import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { packageFile } from './package-files.ts'

const PACKAGE = z.object({ version: z.string() })

/** The version of this package, from its own package.json. */
export function readVersion(): string {
  return versionIn(packageFile('package.json'))
}

/** The version of autocannon that is installed with it. */
export function readAutocannonVersion(): string {
  return versionIn(fileURLToPath(import.meta.resolve('autocannon/package.json')))
}

function versionIn(path: string): string {
  return PACKAGE.parse(JSON.parse(readFileSync(path, 'utf8'))).version
}
