import { checkPortFree } from '../linux/ports.ts'
import type { Target } from '../model/target.ts'
import { TargetError } from '../model/target-error.ts'
import { emitEvidenceGaps } from './evidence-gaps.ts'
import { type RenderedFile, writeFiles } from './files.ts'
import { awaitPidFile } from './pid-file.ts'
import { markerOf, openRuntime, type TargetOptions } from './runtime.ts'
import { launchAndWait, presentTarget } from './target.ts'

export interface StartOptions extends TargetOptions {
  /** Files to be written into the run's folder before. */
  files: RenderedFile[]
}

/** Launches the target and waits until it is ready. A TargetError otherwise, and then nothing of it is left. */
export async function startTarget(options: StartOptions): Promise<Target> {
  const { spec, clock, onEvent, abort } = options
  const { command } = spec
  if (command === undefined) throw new TargetError('Expected target.command to launch, found none.')
  const runtime = await openRuntime(options, false)
  const target = presentTarget(runtime, markerOf(options.runId))
  try {
    if (runtime.location.socket) await checkPortFree(runtime.location.port)
    writeFiles(options.runFolder, options.files)
    await launchAndWait(runtime, command, spec.ready)
    // Found out now, and not by the first signal after a while of traffic.
    if (spec.pid && 'file' in spec.pid) await awaitPidFile(spec.pid.file, spec.ready.withinMs, abort)
    emitEvidenceGaps(runtime)
    onEvent({ t: clock.now(), kind: 'target-ready' })
    return target
  } catch (error) {
    await target.stop()
    throw error
  }
}
