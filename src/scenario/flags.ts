import type { Issue, Path } from '../grammar/issue.ts'
import { keysOf } from '../grammar/keys.ts'
import { findSignal } from '../grammar/words.ts'
import { locateIssue, type Problem } from './errors/problem.ts'
import { DEFAULT_TRAFFIC } from './parts/traffic.ts'
import type { Plain } from './yaml/plain.ts'

/** The flags of a run without a scenario file, as they were typed. */
export interface RunFlags {
  name?: string
  start?: string
  deployment?: string
  namespace?: string
  context?: string
  url?: string
  pid?: string
  pidFile?: string
  ready?: string
  generationHeader?: string
  rate?: string
  connections?: string
  restart?: string
  restarts?: string
  every?: string
  sla?: string
  confidence?: string
  clients?: string
}

/** Which flag a part of the scenario comes from; the longest path that fits counts. */
const FLAGS: Record<keyof RunFlags, Path> = {
  name: ['name'],
  start: ['target', 'command'],
  deployment: ['target', 'kubernetes'],
  namespace: ['target', 'kubernetes', 'namespace'],
  context: ['target', 'kubernetes', 'context'],
  url: ['target', 'url'],
  pid: ['target', 'pid'],
  pidFile: ['target', 'pid', 'file'],
  ready: ['target', 'ready', 'path'],
  generationHeader: ['target', 'generation'],
  rate: ['traffic', 'http', 'rate'],
  connections: ['traffic', 'http', 'connections'],
  restart: ['restart', 'steps'],
  restarts: ['restart', 'count'],
  every: ['restart', 'every'],
  sla: ['sla', 'availability'],
  confidence: ['sla', 'confidence'],
  clients: ['sla', 'clients'],
}

/** What a target is called by default; undefined where it has no plain name. */
export function nameTarget({ deployment, url }: RunFlags): string | undefined {
  if (deployment !== undefined) return deployment
  return url === undefined || url.includes('${') || !URL.canParse(url) ? undefined : new URL(url).host
}

/** Pods go one after the other, and each may take its grace period, which is half a minute by default. */
export function usualDrain({ deployment }: RunFlags): string | undefined {
  return deployment === undefined ? undefined : '2m'
}

/** The flags in the shape of a scenario file. */
export function writeFlags(flags: RunFlags): Plain {
  const { name, start, url, restarts, every, sla, confidence, clients, rate, connections } = flags
  return given({
    name,
    target: given({
      command: start,
      kubernetes: writeWorkload(flags),
      url,
      ...writeProcess(flags),
      ready: wrap('path', flags.ready),
    }),
    traffic: { ...DEFAULT_TRAFFIC, http: { ...DEFAULT_TRAFFIC.http, ...given({ rate, connections }) } },
    restart: given({ count: restarts, every, steps: writeSteps(flags) }),
    sla: given({ availability: sla, confidence, clients, drain: usualDrain(flags) }),
  })
}

function writeProcess({ pid, pidFile, generationHeader }: RunFlags) {
  return { pid: pid ?? wrap('file', pidFile), generation: wrap('header', generationHeader) }
}

function writeWorkload({ context, namespace, deployment }: RunFlags): Plain | undefined {
  const workload = given({ context, namespace, deployment })
  return Object.keys(workload).length === 0 ? undefined : workload
}

/** The defaults for the target. */
function writeSteps({ restart, deployment }: RunFlags): Plain | undefined {
  if (restart !== undefined) return [writeStep(restart)]
  return deployment === undefined ? undefined : [{ rollout: 'restart' }]
}

/** The name of a signal is sent to the target; anything else is a command. */
function writeStep(restart: string): Plain {
  const signal = restart.toUpperCase()
  return findSignal(signal) === undefined ? { exec: restart } : { signal }
}

function wrap(key: string, value: string | undefined): Plain | undefined {
  return value === undefined ? undefined : { [key]: value }
}

function given(values: Record<string, Plain | undefined>): Record<string, Plain> {
  const present = Object.entries(values).filter((entry): entry is [string, Plain] => entry[1] !== undefined)
  return Object.fromEntries(present)
}

export function findContradictions({ pid, pidFile }: RunFlags): Problem[] {
  if (pid === undefined || pidFile === undefined) return []
  const found = 'found --pid and --pid-file'
  return [{ flag: '--pid-file', path: 'target.pid', expected: 'one way to name the process', found }]
}

/** What issues call by its name in a file, and by what it is known here. */
const PHRASES: [RegExp, string][] = [
  [/^a list of steps.*/, "a signal such as HUP, or a command such as 'nginx -s reload'"],
  [/, or a map with .*/, ''],
  [/target\.pid/, '--pid, --pid-file'],
  [/target\.command/, '--start'],
  [/target\.kubernetes/, '--deployment'],
  [/, statefulset or daemonset$/, ''],
  [/confidence: none/, '--confidence none'],
]

/** Names the flag that a part of the scenario came from. */
export function locateAtFlag(issue: Issue): Problem {
  const { expected, hint, ...rest } = issue
  const words = { expected: nameFlags(expected), ...(hint === undefined ? {} : { hint: nameFlags(hint) }) }
  return locateIssue({ ...rest, ...words }, () => ({ flag: formatFlag(findFlag(issue.path)) }))
}

function nameFlags(text: string): string {
  return PHRASES.reduce((spoken, [phrase, flags]) => spoken.replace(phrase, flags), text)
}

function findFlag(path: Path): keyof RunFlags {
  const fitting = keysOf(FLAGS).filter((flag) => FLAGS[flag].every((step, i) => step === path[i]))
  return fitting.toSorted((a, b) => FLAGS[b].length - FLAGS[a].length)[0] ?? 'restart'
}

function formatFlag(flag: keyof RunFlags): string {
  return `--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
