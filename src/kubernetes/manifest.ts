import { readFileSync } from 'node:fs'
import { TargetError } from '../model/target-error.ts'
import { askKubectl, type Cluster } from './cluster.ts'

/** How long what was applied may take to go, as kubectl reads it. */
const GONE_WITHIN = '120s'

/** A manifest whose objects are there for the time of a run. */
export interface Manifest {
  /** Kinds and names of what is in it, such as `deployment.apps/web`. */
  objects: string[]
  apply(): Promise<void>
  /** Deletes what `apply` has made, if it was called, and waits until it has gone. */
  remove(): Promise<void>
}

/** Reads a manifest. Throws a TargetError where it is none, or where anything of it exists: that would be changed, and in the end deleted. */
export async function readManifest(path: string, { context, kubectl }: Cluster, abort: AbortSignal): Promise<Manifest> {
  checkReadable(path)
  const objects = toLines(await askKubectl(kubectl, dryRun(path, 'name'), abort))
  const there = ['get', '--filename', path, '--ignore-not-found', '--output', 'name']
  const existing = toLines(await askKubectl(kubectl, there, abort))
  if (existing.length > 0) {
    const { show } = kubectl
    throw new TargetError(
      `Expected no object of ${path} to exist in context ${context}, because all are deleted after the run, but found ${existing.join(', ')}. ` +
        `If an earlier run left them behind: ${show(['delete', '--filename', path])}. If they are in use, leave out target.kubernetes.apply.`,
    )
  }
  let applied = false
  return {
    objects,
    async apply() {
      applied = true
      await askKubectl(kubectl, ['apply', '--filename', path], abort)
    },
    async remove() {
      if (!applied) return
      const remove = ['delete', '--filename', path, '--ignore-not-found', '--wait', `--timeout=${GONE_WITHIN}`]
      // Also, and above all, when the run was aborted.
      await askKubectl(kubectl, remove, AbortSignal.timeout(2 * 60_000 + 10_000))
    },
  }
}

/** The words for kubectl that print what is in a manifest, in a format, and create nothing. */
export function dryRun(path: string, format: string): string[] {
  return ['create', '--dry-run=client', '--filename', path, '--output', format]
}

function checkReadable(path: string): void {
  try {
    readFileSync(path)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new TargetError(`Expected target.kubernetes.apply to name a manifest that can be read, but found: ${why}`, {
      cause,
    })
  }
}

function toLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}
