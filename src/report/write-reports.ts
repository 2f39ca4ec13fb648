import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Report } from '../model/report.ts'
import { FORMATS } from './formats.ts'
import { cannot } from './output-error.ts'

/**
 * Writes the report in every format into the run's folder and returns the paths. Each file appears whole or not at all; one
 * that is there already is replaced. A format that cannot be written does not keep the others from being tried.
 *
 * @throws OutputError for the first file that could not be written
 */
export async function writeReports(folder: string, report: Report): Promise<string[]> {
  const writing = FORMATS.map(async ({ file, render }) => {
    const path = join(folder, file)
    await replaceFile(path, render(report))
    return path
  })
  const written = await Promise.allSettled(writing)
  return written.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}

/** rename(2) is atomic within a folder, so that nobody ever reads half a report. */
async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`
  try {
    await writeFile(draft, text, { flush: true })
    await rename(draft, path)
  } catch (cause) {
    await rm(draft, { force: true })
    const remedy = 'The journal is kept: once the file can be written, render the reports again with hitless report.'
    throw cannot('write', path, cause, remedy)
  }
}
