import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

// A bundler moves code between files, so that no module knows where it is: what it reads is found from the package's own folder.
const HERE = dirname(fileURLToPath(import.meta.url))
const PACKAGE = findPackage(HERE)
/** `dist`, or `src` where the sources are executed directly. */
const CODE = relative(PACKAGE, HERE).split(sep)[0] ?? ''

/** The path of a file of this package, named from the folder with its package.json. */
export function packageFile(path: string): string {
  return join(PACKAGE, path)
}

/** The path of a data file of the code, named from `src`. */
export function codeFile(path: string): string {
  return join(PACKAGE, CODE, path)
}

/** The path of a program of this package that is started by itself. It is always the built one: Node 20 runs no TypeScript. */
export function builtProgram(path: string): string {
  return join(PACKAGE, 'dist', path)
}

function findPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error(`expected a package.json above ${HERE}, found none`)
  return findPackage(above)
}
