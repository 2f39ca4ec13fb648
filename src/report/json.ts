import type { Report } from '../model/report.ts'

/** report.json, which report-schema.ts describes. Ends in a line break. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
