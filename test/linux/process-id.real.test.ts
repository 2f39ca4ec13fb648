import { expect, test } from 'vitest'
import { identify, isRunning } from '../../src/linux/process-id.ts'
import { readDisposition } from '../../src/linux/signals.ts'
import { deliverSignal } from '../../src/restart/deliver.ts'
import { makeContext, startListener, startProcess } from '../restart/support.ts'
import { describeWith } from '../support/needs.ts'

test('what a process does with a signal', async () => {
  const { pid } = await startListener()
  expect(readDisposition(pid, 'SIGHUP')).toBe('caught')
  expect(readDisposition(pid, 'SIGUSR1')).toBe('caught')
  expect(readDisposition(pid, 'SIGALRM')).toBe('default')
  // Node ignores it, so that a closed connection is an error and not the end.
  expect(readDisposition(pid, 'SIGPIPE')).toBe('ignored')
  expect(readDisposition(pid, 'SIGURG')).toBe('ignored')
})

test('a pid and a start time name a process for good', async () => {
  const { id, child, ended } = await startListener()
  expect(isRunning(id)).toBe(true)
  expect(isRunning({ ...id, startTicks: (id.startTicks ?? 0) + 1 })).toBe(false)
  child.kill('SIGKILL')
  await ended
  expect(isRunning(id)).toBe(false)
  expect(identify(id.pid)).toBeUndefined()
})

describeWith(['python3'], 'processes that only threads and masks can show', () => {
  test('a process whose first thread has ended while others live is running', async () => {
    const code = `
import ctypes, threading, time
threading.Thread(target=lambda: time.sleep(60)).start()
print('ready', flush=True)
ctypes.CDLL(None).pthread_exit(None)`
    const { id } = await startProcess('python3', ['-c', code])
    expect(isRunning(id)).toBe(true)
  })

  test('an ignored signal that is blocked is kept for those who fetch it', async () => {
    const code = `
import signal, time
signal.signal(signal.SIGHUP, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])
print('ready', flush=True)
while not signal.sigpending(): time.sleep(0.01)
print(signal.sigwait([signal.SIGHUP]).name, flush=True)`
    const subject = await startProcess('python3', ['-c', code])
    expect(readDisposition(subject.pid, 'SIGHUP')).toBe('kept')
    expect(await deliverSignal('SIGHUP', subject.id, makeContext())).toBe(`pid ${subject.pid}`)
    expect(await subject.hears(1)).toEqual(['SIGHUP'])
  })
})
