import { Chalk } from 'chalk'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { summarizeStep } from '../../src/report/ci/github.ts'
import { renderHtml } from '../../src/report/html/page.ts'
import { renderJunit } from '../../src/report/junit.ts'
import { renderMarkdown, renderSummary } from '../../src/report/report-document.ts'
import { accountOf, failing, passing } from './samples.ts'

const NOT_HITLESS = 'SLA met, not hitless: 2 lost in 1 of 2 restarts'

/** What each format says before anything else. */
const FORMATS: Record<string, (report: Report) => string | undefined> = {
  terminal: (report) => renderSummary(report, { color: new Chalk({ level: 0 }), width: 160, paths: [] }).split('\n')[0],
  Markdown: (report) => renderMarkdown(report).split('\n')[0],
  'step summary': (report) => summarizeStep(report).split('\n')[0],
  'HTML title': (report) => /<title>(.*?)<\/title>/.exec(renderHtml(report, accountOf(report)))?.[1],
  'HTML heading': (report) => /<h1>(.*?)<\/h1>/.exec(renderHtml(report, accountOf(report)))?.[1],
  JUnit: (report) => /<property .*/.exec(renderJunit(report))?.[0],
}

describe('the first line', () => {
  test.each(Object.entries(FORMATS))('of %s says whether a pass was hitless', (_, firstOf) => {
    const sound = passing()
    const restarts = sound.restarts.map((restart) => ({ ...restart, outcomes: { ...restart.outcomes, dropped: 0 } }))
    expect(firstOf(sound)).toContain(NOT_HITLESS)
    expect(firstOf({ ...sound, restarts })).not.toContain('hitless:')
    expect(firstOf(failing())).not.toContain('SLA met')
  })
})
