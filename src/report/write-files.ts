import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cannot, type OutputError } from '../model/output-error.ts'

export interface Written {
  paths: string[]
  /** Files that could not be written, each with why. */
  problems: OutputError[]
}

/**
 * Writes files into a folder. Each appears whole or not at all; one that is there already is replaced. One that cannot be written
 * does not keep the others from it.
 *
 * @param remedy what a person can do where one cannot be written
 */
export async function writeFiles(
  folder: string,
  files: readonly { file: string; text: string }[],
  remedy: string,
): Promise<Written> {
  const written: Written = { paths: [], problems: [] }
  for (const { file, text } of files) {
    const path = join(folder, file)
    const problem = await replaceFile(path, text, remedy)
    if (problem === undefined) written.paths.push(path)
    else written.problems.push(problem)
  }
  return written
}

/** rename(2) is atomic within a folder, so that half a report can never be read. */
async function replaceFile(path: string, text: string, remedy: string): Promise<OutputError | undefined> {
  const draft = `${path}.${process.pid}.tmp`
  try {
    await writeFile(draft, text, { flush: true })
    await rename(draft, path)
    return undefined
  } catch (cause) {
    await rm(draft, { force: true })
    return cannot('write', path, cause, remedy)
  }
}
