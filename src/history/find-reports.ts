import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Report } from '../model/report.ts'
import { readReportFile, UnreadableReport } from '../report/read-report.ts'

export interface FoundReport {
  /** Folder of the run. */
  path: string
  report: Report
}

export interface FoundReports {
  found: FoundReport[]
  /** Why others could not be read, a sentence each. */
  unread: string[]
}

/** Reads every report.json below a folder, each run once, in order of time. Throws where the folder cannot be read. */
export function findReports(folder: string): FoundReports {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file === 'report.json' || file.endsWith('/report.json'),
  )
  const unread: string[] = []
  const found = files.toSorted().flatMap((file) => {
    try {
      const path = join(folder, file)
      return [{ path: dirname(path), report: readReportFile(path) }]
    } catch (error) {
      if (!(error instanceof UnreadableReport)) throw error
      unread.push(error.message)
      return []
    }
  })
  // A run that was copied is still one run.
  const once = new Map(found.map((one) => [one.report.run.id, one]))
  return { found: [...once.values()].toSorted(byTime), unread }
}

function byTime(a: FoundReport, b: FoundReport): number {
  return Date.parse(a.report.run.startedAt) - Date.parse(b.report.run.startedAt)
}
