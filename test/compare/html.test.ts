import { describe, expect, test } from 'vitest'
import { compareReports } from '../../src/compare/compare-reports.ts'
import { renderComparisonHtml } from '../../src/compare/html.ts'
import { reportOf, restartLosing, times } from './support.ts'

const HOSTILE = `<script>alert(1)</script>"'<img src=x onerror=alert(2)>\u202e`

describe('comparison.html', () => {
  test('names every strategy, and has its timeline and its place', () => {
    const reports = [
      reportOf('stop and start', times(5, restartLosing(40))),
      reportOf('hand over', times(5, restartLosing(0))),
    ]
    const page = renderComparisonHtml(compareReports(reports))
    expect(page).toContain('<p class="lead">hand over lost the least.</p>')
    expect(page).toMatch(/<li value="1">hand over: 0 of 5 restarts.*<li value="2">stop and start: 5 of 5 restarts/s)
    expect(page.match(/<svg class="plot" role="img"/g)).toHaveLength(2)
    expect(page).toContain('<body class="inconclusive">')
  })

  test('is red where something became worse than the baseline, and green where it is known that nothing did', () => {
    const before = reportOf('service', times(6, restartLosing(0)))
    const after = reportOf('service', times(6, restartLosing(12)))
    expect(renderComparisonHtml(compareReports([after], before))).toContain('<body class="fail">')
    expect(renderComparisonHtml(compareReports([before], before))).toContain('<body class="pass">')
    const few = reportOf('service', [restartLosing(0)])
    expect(renderComparisonHtml(compareReports([few], few))).toContain('<body class="inconclusive">')
  })

  test('keeps text text, whatever a scenario is called', () => {
    const page = renderComparisonHtml(compareReports([reportOf(HOSTILE, [restartLosing(1)])]))
    expect(page).not.toMatch(/<script|<img|\u202e/)
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })
})
