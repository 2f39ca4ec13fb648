import type { Report } from '../../model/report.ts'
import { type Measure, measure } from './measures.ts'

/**
 * metrics.txt in the OpenMetrics text format 1.0 (what Prometheus' node_exporter and push gateways read): one metric family for
 * each measure, each sample with the scenario and, where the run has one, its label. Without timestamps: the reader of the file
 * knows when it did.
 */
export function renderOpenMetrics(report: Report): string {
  const common = { scenario: report.scenario.name, ...(report.run.label !== null && { label: report.run.label }) }
  return `${measure(report)
    .flatMap((family) => renderFamily(family, common))
    .join('\n')}\n# EOF\n`
}

function renderFamily({ name, kind, unit, help, samples }: Measure, common: Record<string, string>): string[] {
  const family = `hitless_${name}${unit === '' ? '' : `_${unit}`}`
  const metric = kind === 'counter' ? `${family}_total` : family
  return [
    `# TYPE ${family} ${kind}`,
    ...(unit === '' ? [] : [`# UNIT ${family} ${unit}`]),
    `# HELP ${family} ${escape(help)}`,
    ...samples.map(({ labels, value }) => `${metric}${renderLabels({ ...common, ...labels })} ${value}`),
  ]
}

function renderLabels(labels: Record<string, string>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${escape(value)}"`)
    .join(',')}}`
}

/** Backslash, quote and line feed (OpenMetrics 1.0, ABNF of escaped-string). */
function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
