import type { History } from '../model/history.ts'
import { renderHistoryMarkdown } from './history-document.ts'
import { renderHistoryHtml } from './html.ts'

/** The files of a history, one line each. */
export const HISTORY_FORMATS: readonly { file: string; render: (history: History) => string }[] = [
  { file: 'history.html', render: renderHistoryHtml },
  { file: 'history.json', render: (history) => `${JSON.stringify(history, null, 2)}\n` },
  { file: 'history.md', render: renderHistoryMarkdown },
]
