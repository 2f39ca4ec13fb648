import type { Report } from '../../model/report.ts'
import { clean } from '../../text/clean.ts'
import { renderMarkdown } from '../report-document.ts'

/** GitHub shows no more annotations of one kind for a step, and no summary above a megabyte. */
const ANNOTATIONS = 10
const SUMMARY_BYTES = 1_000_000

/**
 * Workflow commands that GitHub Actions shows as annotations of the run: why it failed or proved nothing, then the findings. Lines
 * with line breaks; empty where there is nothing to say.
 *
 * @param root the checkout, so that paths are those of the repository
 */
export function annotate(report: Report, root: string | undefined): string {
  const { verdict, findings, scenario } = report
  // Nothing is wrong with a run that ends as its scenario expects.
  if (verdict.exitCode === 0) return ''
  const level = verdict.status === 'fail' ? 'error' : 'warning'
  const file = root !== undefined && scenario.file?.startsWith(`${root}/`) ? scenario.file.slice(root.length + 1) : null
  const notes = [
    ...verdict.reasons.map(({ message }) => ({ title: `${scenario.name}: ${verdict.status}`, text: message })),
    ...findings.map(({ title, evidence, remedy }) => ({ title, text: `${evidence} ${remedy}` })),
  ]
  return notes
    .slice(0, ANNOTATIONS)
    .map((note) => command(level, file, note))
    .join('')
}

function command(
  level: 'error' | 'warning',
  file: string | null,
  { title, text }: { title: string; text: string },
): string {
  const properties = [
    ...(file === null ? [] : [`file=${escapeProperty(file)}`]),
    `title=${escapeProperty(clean(title, 120))}`,
  ]
  return `::${level} ${properties.join(',')}::${escapeData(clean(text, 1000))}\n`
}

/** As the toolkit of GitHub escapes what stands after `::`. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** The report as Markdown for the summary of a step: cut where it would be refused whole. */
export function summarizeStep(report: Report): string {
  const text = Buffer.from(renderMarkdown(report))
  if (text.length <= SUMMARY_BYTES) return `${text.toString()}\n`
  // A character that was cut through would become three bytes.
  const cut = text
    .subarray(0, SUMMARY_BYTES)
    .toString()
    .replace(/\uFFFD+$/u, '')
  return `${cut}\n\nThe rest is in report.md.\n`
}
