import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { TargetError } from '../model/target-error.ts'

/** A file that the target needs, with its variables filled in. */
export interface RenderedFile {
  /** Name within the run's folder. */
  to: string
  content: string
}

export function writeFiles(folder: string, files: RenderedFile[]): void {
  for (const { to, content } of files) {
    const path = resolve(folder, to)
    if (relative(folder, path).startsWith('..')) {
      throw new TargetError(`Expected target.files to name files within the run's folder, but found ${to}.`)
    }
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
}
