import { isRedirect } from '../model/answer.ts'
import type { AnswerReport, Report } from '../model/report.ts'
import { clean } from '../text/clean.ts'
import type { Table } from '../text/document.ts'
import { formatCount } from '../text/numbers.ts'

/** An answer of a traffic, with what all generations gave of it. */
export interface AnswerRow {
  traffic: string
  answer: string
  total: number
  before: number
  since: number
  generations: string
}

const GENERATIONS_SHOWN = 3

/** The answers of traffic that got more than one kind of them, or one that is no success. */
export function listAnswers({ traffic }: Pick<Report, 'traffic'>): AnswerRow[] {
  return traffic.flatMap(({ name, answers = [] }) => {
    const names = [...new Set(answers.map(nameOf))]
    if (names.length < 2 && answers.every(isPlain)) return []
    return names.map((answer) =>
      addUp(
        name,
        answer,
        answers.filter((one) => nameOf(one) === answer),
      ),
    )
  })
}

function nameOf({ status, grpcStatus, redirect, contentType, empty }: AnswerReport): string {
  if (grpcStatus !== undefined) return grpcStatus
  const about = isRedirect(status) ? redirect && `to ${redirect}` : contentType
  return `${status}${about === null || about === '' ? '' : ` ${about}`}${empty ? ', empty' : ''}`
}

function isPlain({ status, grpcStatus = 'OK', empty }: AnswerReport): boolean {
  if (grpcStatus !== 'OK') return false
  return status === 101 || (status >= 200 && status < 300 && !empty)
}

function sum(some: readonly AnswerReport[]): number {
  return some.reduce((total, { count }) => total + count, 0)
}

function addUp(traffic: string, answer: string, rows: readonly AnswerReport[]): AnswerRow {
  const labels = [...new Set(rows.map(({ generation }) => generation))].filter((label) => label !== null)
  const more = labels.length - GENERATIONS_SHOWN
  const shown = labels.slice(0, GENERATIONS_SHOWN).map((label) => clean(label, 30))
  return {
    traffic: clean(traffic, 60),
    answer: clean(answer, 80),
    total: sum(rows),
    before: sum(rows.filter(({ since }) => since === null)),
    since: sum(rows.filter(({ since }) => since !== null)),
    generations:
      labels.length === 0 ? 'not known' : shown.join(', ') + (more > 0 ? ` and ${formatCount(more)} more` : ''),
  }
}

export const ANSWER_TITLES = ['Traffic', 'answer', 'answers', 'before restart 1', 'since', 'generations'] as const

export function answerCells({ traffic, answer, total, before, since, generations }: AnswerRow): string[] {
  return [traffic, answer, formatCount(total), formatCount(before), formatCount(since), generations]
}

/** Statuses, redirects, types and empty bodies of each traffic. */
export function answerTable(report: Report): Table[] {
  const rows = listAnswers(report)
  if (rows.length === 0) return []
  return [
    {
      type: 'table',
      columns: ANSWER_TITLES.map((title, i) => ({ title, words: i === 1 || i === 5 })),
      rows: rows.map((row) => answerCells(row).map((text) => ({ text }))),
    },
  ]
}
