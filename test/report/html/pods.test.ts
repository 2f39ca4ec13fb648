import { describe, expect, test } from 'vitest'
import type { PodLife } from '../../../src/model/pod.ts'
import type { Report } from '../../../src/model/report.ts'
import { createAxis } from '../../../src/report/html/chart/axis.ts'
import { type Lane, renderLane } from '../../../src/report/html/chart/lane.ts'
import { numberGenerations } from '../../../src/report/html/generations.ts'
import { renderHtml } from '../../../src/report/html/page.ts'
import { podLanes } from '../../../src/report/html/processes/pod-lanes.ts'
import { renderMarkdown } from '../../../src/report/report-document.ts'
import { print } from '../../../src/text/markup.ts'
import { accountOf, failing } from '../samples.ts'

const OLD: PodLife = {
  pod: 'web-a-1',
  uid: '1',
  generation: 'a',
  created: 0,
  ready: 0,
  terminating: 12_000,
  graceMs: 1000,
  gone: 15_000,
  routed: [{ from: 0, to: 12_010 }],
  ends: [{ t: 13_200, container: 'server', code: 137, reason: 'Error' }],
  bornIn: null,
}
const NEW: PodLife = {
  pod: 'web-b-1',
  uid: '2',
  generation: 'b',
  created: 10_500,
  ready: 11_900,
  routed: [{ from: 11_910 }],
  ends: [],
  bornIn: 1,
}

function withPods(...pods: PodLife[]): Report {
  return { ...failing(), pods }
}

function lanes(report: Report) {
  return podLanes(report, createAxis(0, report.run.durationMs), numberGenerations(report))
}

function draw(lane: Lane | undefined): string {
  return lane === undefined ? '' : print(renderLane(lane))
}

describe('pods', () => {
  test('have a lane each, thick while they were routed to, with how they ended', () => {
    const [old, fresh] = lanes(withPods(OLD, NEW))
    expect(old?.summary).toBe(
      'pod web-a-1 of a: from 0 ms, ready at 0 ms, terminating from 12 s, gone at 15 s; server ended with code 137 (Error)',
    )
    expect(draw(old)).toMatch(/life g0.*hold g0.*killed.*exit 137/s)
    expect(draw(fresh)).toMatch(/life g1.*hold g1/s)
    expect(fresh?.summary).toMatch(/outlived the run$/)
  })

  test('one that was never routed to is thin alone', () => {
    const [lane] = lanes(withPods({ ...NEW, routed: [] }))
    expect(draw(lane)).not.toContain('hold g1')
  })

  test('stand where processes stand otherwise', () => {
    const html = renderHtml(withPods(OLD, NEW), accountOf(withPods(OLD, NEW)))
    expect(html).toContain('>Pods</h2>')
    expect(html).not.toContain('>Processes</h2>')
    expect(html).toContain('Pods as a table')
  })

  test('have a table in Markdown', () => {
    expect(renderMarkdown(withPods(OLD))).toContain(
      '| web-a-1 | a | 0 ms | 0 ms | 0 ms to 12.01 s | 12 s | 15 s | server ended with code 137 (Error) |',
    )
    expect(renderMarkdown(failing())).not.toContain('### Pods')
  })
})
