import { z } from 'zod'
import { type Report, report as reportSchema } from '../model/report.ts'

/** report.json, which model/report.ts describes. Ends in a line break. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}

/** The JSON Schema (draft 2020-12) of report.json, as published in schema/report.schema.json. */
export function reportJsonSchema(): Record<string, unknown> {
  return { title: 'hitless report', ...z.toJSONSchema(reportSchema) }
}
