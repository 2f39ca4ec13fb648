import { readFileSync } from 'node:fs'

/** The version of this package, from its own package.json. */
export function readVersion(): string {
  return versionIn(new URL('../package.json', import.meta.url))
}

/** The version of autocannon that is installed with it. */
export function readAutocannonVersion(): string {
  return versionIn(new URL(import.meta.resolve('autocannon/package.json')))
}

function versionIn(packageFile: URL): string {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
  return version
}
