import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '../model/report.ts'
import { FORMATS } from './formats.ts'
import { cannot, type OutputError } from './output-error.ts'

export interface Written {
  paths: string[]
  /** Formats that could not be written, each with why. */
  problems: OutputError[]
}

/**
 * Writes the report in every format into the run's folder. Each file appears whole or not at all; one that is there already
 * is replaced. A format that cannot be written does not keep the others, or the verdict, from being told.
 */
export async function writeReports(folder: string, report: Report): Promise<Written> {
  const written: Written = { paths: [], problems: [] }
  for (const { file, render } of FORMATS) {
    const path = join(folder, file)
    const problem = await replaceFile(path, render(report))
    if (problem === undefined) written.paths.push(path)
    else written.problems.push(problem)
  }
  return written
}

/** rename(2) is atomic within a folder, so that nobody ever reads half a report. */
async function replaceFile(path: string, text: string): Promise<OutputError | undefined> {
  const draft = `${path}.${process.pid}.tmp`
  try {
    await writeFile(draft, text, { flush: true })
    await rename(draft, path)
    return undefined
  } catch (cause) {
    await rm(draft, { force: true })
    const remedy = 'The journal is kept: once the file can be written, render the reports again with hitless report.'
    return cannot('write', path, cause, remedy)
  }
}
