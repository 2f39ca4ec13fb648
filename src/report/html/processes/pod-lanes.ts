import type { PodLife } from '../../../model/pod.ts'
import type { Report } from '../../../model/report.ts'
import { html } from '../../../text/markup.ts'
import { formatDuration } from '../../../text/numbers.ts'
import { describePod, describePodEnd } from '../../pod-lives.ts'
import type { TimeAxis } from '../chart/axis.ts'
import type { Lane } from '../chart/lane.ts'
import type { GenerationNumbers } from '../generations.ts'
import { type Life, lifeLanes } from './life-lanes.ts'

/** A row for each pod that lived while the chart shows: thin while it lived, thick while Services routed to it. */
export function podLanes(report: Report, axis: TimeAxis, generations: GenerationNumbers): Lane[] {
  const lives = (report.pods ?? []).map((life) => drawnPod(life, report.run.durationMs, generations))
  return lifeLanes(lives, axis, 'pods')
}

function drawnPod(life: PodLife, durationMs: number, generations: GenerationNumbers): Life {
  const { pod, created: t, gone, routed } = life
  const to = gone ?? durationMs
  // Its end is reported before it is gone: that is where it stopped working.
  const last = life.ends.at(-1)
  const ended = last?.t ?? gone
  const failed = last?.code !== undefined && last.code !== 0
  return {
    t,
    to,
    generation: generations.ofRestart(life.bornIn),
    holds: routed.map((route) => ({ t: route.from, to: route.to ?? to })),
    label: html`<b>${pod}</b>`,
    title: describePod(life),
    holding: `${pod} was routed to`,
    ...(ended !== undefined && {
      end: {
        t: ended,
        bad: failed,
        title: `${formatDuration(ended)}: ${describePodEnd(life)}`,
        ...(failed && { word: nameReason(last) }),
      },
    }),
  }
}

function nameReason({ code, reason }: PodLife['ends'][number]): string {
  return reason === '' || reason === 'Error' ? `exit ${code}` : `${reason}, exit ${code}`
}
