import type { Comparison } from '../model/comparison.ts'
import { renderComparisonMarkdown } from './comparison-document.ts'
import { renderComparisonHtml } from './html.ts'
import { renderComparisonPicture } from './picture.ts'

/** The files of a comparison, one line each. */
export const COMPARISON_FORMATS: readonly { file: string; render: (comparison: Comparison) => string }[] = [
  { file: 'comparison.html', render: renderComparisonHtml },
  { file: 'comparison.json', render: (comparison) => `${JSON.stringify(comparison, null, 2)}\n` },
  { file: 'comparison.md', render: renderComparisonMarkdown },
  { file: 'comparison.svg', render: renderComparisonPicture },
]
