import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { checkPortFree } from '../linux/ports.ts'
import type { Target } from '../model/target.ts'
import { TargetError } from '../model/target-error.ts'
import { emitEvidenceGaps } from './evidence-gaps.ts'
import { awaitPidFile } from './main-process.ts'
import { markerOf, openRuntime, type TargetOptions } from './runtime.ts'
import { launchAndWait, presentTarget } from './target.ts'

/** A file that the target needs, with its variables filled in. */
export interface RenderedFile {
  /** Name within the run's folder. */
  to: string
  content: string
}

export interface StartOptions extends TargetOptions {
  /** Files to be written into the run's folder before. */
  files: RenderedFile[]
}

/** Launches the target and waits until it is ready. A TargetError otherwise, and then nothing of it is left. */
export async function startTarget(options: StartOptions): Promise<Target> {
  const { spec, clock, onEvent } = options
  const { command } = spec
  if (command === undefined) throw new TargetError('Expected target.command to launch, found none.')
  const runtime = await openRuntime(options, false)
  const target = presentTarget(runtime, markerOf(options.runId))
  try {
    if (runtime.location.socket) await checkPortFree(runtime.location.port)
    writeFiles(options.runFolder, options.files)
    await launchAndWait(runtime, command, spec.ready)
    // Found out now, and not by the first signal after a while of traffic.
    if (runtime.pidFile) await awaitPidFile(runtime.pidFile, options)
    emitEvidenceGaps(runtime)
    onEvent({ t: clock.now(), kind: 'target-ready' })
    return target
  } catch (error) {
    await target.stop()
    throw error
  }
}

function writeFiles(folder: string, files: RenderedFile[]): void {
  for (const { to, content } of files) {
    const path = resolve(folder, to)
    if (relative(folder, path).startsWith('..')) {
      throw new TargetError(`Expected target.files to name files within the run's folder, but found ${to}.`)
    }
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
}
