import type { Ledger } from '../model/ledger.ts'
import type { Report } from '../model/report.ts'
import { renderOpenMetrics } from './ci/openmetrics.ts'
import { renderHtml } from './html/page.ts'
import { renderJson } from './json.ts'
import { renderJunit } from './junit.ts'
import { renderMarkdown } from './report-document.ts'

/** The files of a report, the one to open first at the top: to add a format, write its renderer, its test, and one line here. */
export const FORMATS: readonly { file: string; render: (report: Report, ledger: Ledger) => string }[] = [
  { file: 'report.html', render: renderHtml },
  { file: 'report.json', render: renderJson },
  { file: 'report.md', render: renderMarkdown },
  { file: 'junit.xml', render: renderJunit },
  { file: 'metrics.txt', render: renderOpenMetrics },
]

/** What a run leaves in its folder besides its reports; journal and log are written while it goes on. */
export const EVIDENCE = ['journal.ndjson', 'target.log'] as const
