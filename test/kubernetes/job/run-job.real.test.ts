import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runJob } from '../../../src/kubernetes/job/run-job.ts'
import { fakeKubectl, podLine } from './support.ts'

const DELETION =
  'delete job,rolebinding,role,serviceaccount,secret --selector hitless-run=hitless-1 --wait=false --ignore-not-found'

function begin(answers: Record<string, string> = {}) {
  const kubectl = fakeKubectl(answers)
  const interrupt = new AbortController()
  const lines: string[] = []
  let finish: (() => void) | undefined
  const complete = new Promise<void>((resolve) => {
    finish = resolve
  })
  const onLine = (line: string) => lines.push(line)
  const obstacles: string[] = []
  const onObstacle = (obstacle: string) => obstacles.push(obstacle)
  const told = { onLine, onObstacle, complete, interrupt: interrupt.signal }
  const end = runJob({ kubectl, name: 'hitless-1', manifest: 'job.yaml', ...told })
  return { kubectl, interrupt, lines, obstacles, finish: () => finish?.(), end }
}

test('a Job is created, followed to its end, and deleted', async () => {
  const { kubectl, lines, finish, end } = begin({ logs: 'PASS' })
  await turn()
  kubectl.tell('get pods', podLine({ waiting: { reason: 'ContainerCreating' } }))
  kubectl.tell('get pods', podLine({ running: {} }))
  await turn()
  kubectl.tell('exec hitless-1-abcde --container keeper', '{"entry":"run"}')
  finish()
  kubectl.tell('get pods', podLine({ terminated: { exitCode: 0 } }))
  expect(await end).toEqual({ exitCode: 0, output: 'PASS' })
  expect(lines).toEqual(['{"entry":"run"}'])
  expect(kubectl.calls).toEqual(['create --filename job.yaml', 'logs hitless-1-abcde --container run', DELETION])
  expect(kubectl.open()).toEqual([])
})

test('an interrupt is handed on to hitless in its pod, whose last lines are waited for', async () => {
  const { kubectl, interrupt, lines, finish, end } = begin()
  await turn()
  kubectl.tell('get pods', podLine({ running: {} }))
  await turn()
  interrupt.abort()
  expect(kubectl.calls.at(-1)).toBe("exec hitless-1-abcde --container run -- node -e process.kill(1, 'SIGTERM')")
  kubectl.tell('tail', '{"entry":"end"}')
  finish()
  kubectl.tell('get pods', podLine({ terminated: { exitCode: 130 } }))
  expect(await end).toEqual({ exitCode: 130, output: '' })
  expect(lines).toEqual(['{"entry":"end"}'])
  expect(kubectl.calls.at(-1)).toBe(DELETION)
})

test('what keeps the pod from starting is reported once', async () => {
  const { kubectl, interrupt, obstacles, end } = begin()
  await turn()
  const lacking = podLine({ waiting: { reason: 'ErrImagePull', message: 'no such image' } })
  for (const line of [lacking, lacking, podLine({ waiting: { reason: 'ImagePullBackOff' } })])
    kubectl.tell('get pods', line)
  expect(obstacles).toEqual(['ErrImagePull: no such image', 'ImagePullBackOff'])
  interrupt.abort()
  await end
})

test('a pod that has not started in time is an error that says why, however late it is looked at', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { kubectl, end } = begin()
  const failure = end.catch((error: unknown) => error)
  await turn()
  kubectl.tell('get pods', podLine({ waiting: { reason: 'ErrImagePull', message: 'no such image' } }))
  await vi.advanceTimersByTimeAsync(120_000)
  expect(await failure).toMatchObject({
    name: 'JobError',
    exitCode: 4,
    message: expect.stringContaining('to start within 120 s, but found: ErrImagePull: no such image.'),
  })
  expect(kubectl.calls).toEqual(['create --filename job.yaml', DELETION])
})

test('interrupted before there is a pod it is deleted, and there is no end', async () => {
  const { kubectl, interrupt, end } = begin()
  await turn()
  interrupt.abort()
  expect(await end).toBeUndefined()
  expect(kubectl.calls).toEqual(['create --filename job.yaml', DELETION])
  expect(kubectl.open()).toEqual([])
})
