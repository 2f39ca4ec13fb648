import { resolve } from 'node:path'
import { openPidFile, type PidFileContent } from '../linux/pid-file.ts'
import { identify, isRunning, type ProcessId, processKey } from '../linux/process-id.ts'
import { poll } from '../model/poll.ts'
import type { ProcessFacts, TargetView } from '../model/target.ts'
import type { Before, RestartContext, StepContext } from './context.ts'
import type { SignalTo } from './receiver.ts'
import { errorText, StepError } from './step-error.ts'

/** How long to look for a process that is not there yet, or a pid file: that moves a moment after the process has begun. */
const PATIENCE_MS = 250

/**
 * How the target is now: to be asked when a restart begins. Of a target with processes none may be the main one for a moment: the
 * restart before has just moved its pid file, which servers do by removing one and writing the other.
 */
export async function observeBefore(context: RestartContext): Promise<Before> {
  const { target } = context
  target.refresh()
  const patience = target.processes().some(({ gone }) => gone === undefined) ? PATIENCE_MS : 0
  const main = await poll(context, patience, () => findMain(context))
  return { main, known: new Set(target.processes().map(processKey)) }
}

/** The running process that a step means by `to`. Throws StepError where there is none. */
export async function findProcess(to: SignalTo, context: StepContext): Promise<ProcessId> {
  if (typeof to === 'object') return findByFile(resolve(context.cwd, to.pidFile), context)
  const found = await poll(context, to === 'old' ? 0 : PATIENCE_MS, () => {
    const known = LOOKUPS[to](context)
    // A look takes milliseconds, which a step whose process is known need not wait for.
    if (known === undefined) context.look()
    return known ?? LOOKUPS[to](context)
  })
  if (found !== undefined) return found
  throw new StepError({
    what: `the target has no ${to} process`,
    expected: EXPECTED[to],
    found: describeLiving(context.target),
    remedy: REMEDIES[to],
  })
}

/** A process and its living descendants, as far as they belong to the target. */
export function listTree(root: ProcessId, target: TargetView): ProcessId[] {
  const living = target.processes().filter((process) => process.gone === undefined)
  const tree = new Map([[root.pid, root]])
  // A map is walked in order of insertion, so what is added here is visited too.
  for (const parent of tree.keys()) {
    for (const child of living) if (child.ppid === parent && !tree.has(child.pid)) tree.set(child.pid, child)
  }
  return [...tree.values()]
}

const LOOKUPS = { main: findMain, old: findOld, new: findNew }

function findMain({ target }: RestartContext): ProcessId | undefined {
  const pid = target.mainPid()
  return pid === undefined ? undefined : identify(pid)
}

function findOld({ before }: StepContext): ProcessId | undefined {
  return before.main !== undefined && isRunning(before.main) ? before.main : undefined
}

/** The main process, if it is another one by now; else the youngest of the processes that have begun since. */
function findNew(context: StepContext): ProcessId | undefined {
  const main = findMain(context)
  const { before, target } = context
  if (main !== undefined && (before.main === undefined || processKey(main) !== processKey(before.main))) return main
  const fresh = target.processes().filter((process) => !before.known.has(processKey(process)))
  return fresh.filter((process) => isRoot(process, fresh) && isRunning(process)).toSorted(youngestFirst)[0]
}

function isRoot(process: ProcessFacts, among: ProcessFacts[]): boolean {
  return !among.some((other) => other.pid === process.ppid)
}

function youngestFirst(a: ProcessFacts, b: ProcessFacts): number {
  return b.startTicks - a.startTicks || b.seen - a.seen
}

async function findByFile(path: string, context: StepContext): Promise<ProcessId> {
  const file = openPidFile(path)
  let content: PidFileContent = { text: '' }
  const pid = await poll(context, PATIENCE_MS, () => {
    content = file.read()
    return 'pid' in content ? content.pid : undefined
  })
  if (pid === undefined) throw noPid(path, content)
  const found = identify(pid)
  if (found !== undefined && pid !== process.pid) return found
  throw new StepError({
    what: `no process is named by ${path}`,
    expected: 'the pid of a running server',
    found: found === undefined ? `${pid}, which does not run` : `${pid}, which is hitless itself`,
    remedy: 'The file may be left over from an earlier start. Check that the server runs and writes this file.',
  })
}

function noPid(path: string, content: PidFileContent): StepError {
  const failure = 'error' in content ? content.error : undefined
  return new StepError(
    {
      what: `no process is named by ${path}`,
      expected: 'a pid file with a number in its first line',
      found: 'text' in content ? JSON.stringify(content.text.slice(0, 40)) : errorText(failure),
      remedy: 'Check that the path is the one the server writes to, and that the server has been started.',
    },
    failure,
  )
}

function describeLiving(target: TargetView): string {
  const living = target.processes().filter((process) => process.gone === undefined)
  if (living.length === 0) return 'no running process of the target'
  return `running: ${living.map(({ pid, command }) => `${pid} (${command.slice(0, 60)})`).join(', ')}`
}

const EXPECTED = {
  main: 'a running process named by `target.pid`, or launched by hitless',
  old: 'the main process that ran when this restart began',
  new: 'a main process that started after this restart began',
}

const REMEDIES = {
  main: 'Give `target.pid` a pid file that the server keeps up to date, and see target.log for why the server ended.',
  old: 'The process has already ended, or was never known: check the order of the steps, and `target.pid`.',
  new: 'Put `wait: { generation: new }` before this step, and see target.log for why no new process came.',
}
