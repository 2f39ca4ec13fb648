import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { freePort } from '../../src/linux/ports.ts'
import { TargetError } from '../../src/model/target-error.ts'
import { DAEMON, kinds, makeFolder, NODE, processesIn, SERVER, specFor, start } from './support.ts'

async function failure(work: Promise<unknown>): Promise<TargetError> {
  const error: unknown = await work.then(
    () => new Error('It did not fail.'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof TargetError)) throw error
  return error
}

const WAIT = { timeout: 10_000 }

describe('startTarget', () => {
  test('launches the program itself, not a shell around it, and ends it', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const { target, events } = await start(folder, specFor(port, folder, { command: `${NODE} ${SERVER}` }))
    const [pid] = processesIn(folder)
    expect(processesIn(folder)).toHaveLength(1)
    expect(target.view.mainPid()).toBe(pid)
    expect(target.view.listening()).toBe(true)
    expect(target.view.processes().map(({ listeners }) => listeners.length)).toEqual([1])
    await target.stop()
    expect(processesIn(folder)).toEqual([])
    expect(target.view.mainPid()).toBeUndefined()
    expect(target.view.listening()).toBe(false)
    // The whole machine's counters grow whatever the target does, and a connection may be seen waiting, or not.
    const told = kinds(events).filter((kind) => kind !== 'kernel-counters' && kind !== 'accept-queue')
    expect(told.slice(0, 4)).toEqual(['target-started', 'process-started', 'listener-opened', 'target-ready'])
    // A look may fall between the moment at which a dying process closes its sockets and its end.
    expect(told.slice(4).toSorted()).toEqual(['listener-closed', 'process-ended'])
    expect(events).toContainEqual(expect.objectContaining({ kind: 'process-ended', pid, signal: 'SIGTERM' }))
  })

  test('writes files into the folder first, and refuses those that would leave it', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const spec = specFor(port, folder, { command: `cat conf/hello && exec ${NODE} ${SERVER}` })
    const { target } = await start(folder, spec, [{ to: 'conf/hello', content: 'rendered\n' }])
    expect(readFileSync(target.log, 'utf8')).toBe('rendered\n')
    await target.stop()
    expect(readFileSync(`${folder}/conf/hello`, 'utf8')).toBe('rendered\n')
    const error = await failure(start(folder, spec, [{ to: '../hello', content: '' }]))
    expect(error.message).toContain('../hello')
  })

  test('waits for a line of the log', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const { target } = await start(
      folder,
      specFor(port, folder, {
        command: `${NODE} ${SERVER}`,
        env: { PORT: String(port), SAY: 'listening at last' },
        ready: { by: 'log', pattern: '^listening .* last$', withinMs: 10_000 },
      }),
    )
    expect(target.view.listening()).toBe(true)
    await target.stop()
  })

  test('waits for a connection', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const ready = { by: 'tcp', withinMs: 10_000 } as const
    const { target } = await start(folder, specFor(port, folder, { command: `${NODE} ${SERVER}`, ready }))
    expect(target.view.listening()).toBe(true)
    await target.stop()
  })

  test('says that a command was not found', async () => {
    const folder = makeFolder()
    const spec = specFor(await freePort(), folder, { command: 'no-such-program --flag' })
    const error = await failure(start(folder, spec))
    expect(error.message).toContain('command not found')
    expect(error.logTail).toContain('no-such-program')
  })

  test('says where it could not be launched', async () => {
    const folder = makeFolder()
    const spec = specFor(await freePort(), folder, { command: 'true', cwd: `${folder}/nowhere` })
    expect((await failure(start(folder, spec))).message).toContain(`${folder}/nowhere`)
  })

  test('says how a target ended that exits at once, long before the limit, with the end of its log', async () => {
    const folder = makeFolder()
    const spec = specFor(await freePort(), folder, {
      command: 'seq 1 30; echo broken >&2; exit 3',
      ready: { by: 'http', path: '/', withinMs: 50_000 },
    })
    const error = await failure(start(folder, spec))
    expect(error.message).toContain('exit code 3')
    expect(error.logTail.split('\n')).toHaveLength(20)
    expect(error.logTail).toMatch(/^12\n/)
    expect(error.logTail).toMatch(/broken$/)
  })

  test('does not wait forever for a daemon that left nothing behind', async () => {
    const folder = makeFolder()
    const ready = { by: 'http', path: '/', withinMs: 50_000 } as const
    const error = await failure(start(folder, specFor(await freePort(), folder, { command: 'true', ready })))
    expect(error.message).toContain('exit code 0')
  })

  test('gives up on a target that never listens, and leaves nothing of it', async () => {
    const folder = makeFolder()
    const ready = { by: 'http', path: '/', withinMs: 500 } as const
    const spec = specFor(await freePort(), folder, { command: 'sleep 1000 & sleep 1001', ready })
    expect((await failure(start(folder, spec))).message).toMatch(/within 500 ms.* ECONNREFUSED/)
    expect(processesIn(folder)).toEqual([])
  })

  test('does not take a 5xx for ready', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const spec = specFor(port, folder, {
      command: `${NODE} ${SERVER}`,
      env: { PORT: String(port), STATUS: '503' },
      ready: { by: 'http', path: '/', withinMs: 1500 },
    })
    expect((await failure(start(folder, spec))).message).toContain('status 503')
    expect(processesIn(folder)).toEqual([])
  })

  test('names who holds a port that is taken, and launches nothing', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(port, '::', resolve))
    onTestFinished(() => void holder.close())
    const error = await failure(start(folder, specFor(port, folder, { command: 'echo launched' })))
    expect(error.message).toContain(`port ${port}`)
    expect(error.message).toContain(`pid ${process.pid}`)
    expect(existsSync(`${folder}/target.log`)).toBe(false)
  })

  test('reports the death of a target, unless a restart is under way', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const { target, events } = await start(folder, specFor(port, folder, { command: `${NODE} ${SERVER}` }))
    let death: unknown
    void target.died.then((seen) => (death = seen))
    const pid = target.view.mainPid()
    target.expectChange(true)
    process.kill(pid ?? 0, 'SIGKILL')
    await vi.waitFor(() => expect(events).toContainEqual(expect.objectContaining({ kind: 'process-ended', pid })), WAIT)
    expect(death).toBeUndefined()
    target.expectChange(false)
    expect(await target.died).toMatchObject({ pid, how: 'signal SIGKILL' })
  })

  test('launches a next generation and ends both', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const other = await freePort()
    const { target } = await start(folder, specFor(port, folder, { command: `${NODE} ${SERVER}` }))
    const first = target.view.mainPid()
    const ready = { by: 'log', pattern: 'second', withinMs: 10_000 } as const
    const next = await target.launchNext(`PORT=${other} SAY=second ${NODE} ${SERVER}`, ready)
    expect(target.view.mainPid()).toBe(next)
    expect(new Set(processesIn(folder))).toEqual(new Set([first, next]))
    await target.stop()
    expect(processesIn(folder)).toEqual([])
  })
})

describe('daemons', () => {
  test.each([
    ['found by its kin', {}],
    ['found by its listening socket alone', { CLEAR: '1' }],
  ])('a daemon is %s, followed, and ended', async (_, more) => {
    const folder = makeFolder()
    const port = await freePort()
    const env = { PORT: String(port), ...more }
    const { target } = await start(folder, specFor(port, folder, { command: `${NODE} ${DAEMON}`, env }))
    const living = processesIn(folder)
    expect(living).toHaveLength(1)
    expect(target.view.mainPid()).toBe(living[0])
    await target.stop()
    expect(processesIn(folder)).toEqual([])
  })

  test('the pid file names who gets signals, and is removed in the end', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const file = `${folder}/server.pid`
    const env = { PORT: String(port), PID_FILE: file, CLEAR: '1' }
    const { target } = await start(folder, specFor(port, folder, { command: `${NODE} ${DAEMON}`, env, pid: { file } }))
    // The one that it was launched by may take a moment to end.
    await vi.waitFor(() => expect(processesIn(folder)).toEqual([target.view.mainPid()]), WAIT)
    writeFileSync(file, 'rubbish')
    expect(target.view.mainPid()).toBeUndefined()
    writeFileSync(file, '1')
    target.view.refresh()
    expect(target.view.mainPid()).toBeUndefined()
    await target.stop()
    expect(processesIn(folder)).toEqual([])
    expect(existsSync(file)).toBe(false)
  })

  test('the death of a daemon is a death', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const { target } = await start(folder, specFor(port, folder, { command: `${NODE} ${DAEMON}` }))
    const pid = target.view.mainPid() ?? 0
    process.kill(pid, 'SIGKILL')
    const death = await target.died
    expect(death.pid).toBe(pid)
    expect(death.how).toContain('server.js')
  })
})

describe('stop', () => {
  test('ends a target that ignores every signal it can, and says so', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const { target, events } = await start(
      folder,
      specFor(port, folder, {
        command: `${NODE} ${SERVER}`,
        env: { PORT: String(port), IGNORE: 'SIGTERM,SIGQUIT,SIGINT,SIGHUP' },
        stop: { signal: 'SIGQUIT', withinMs: 300 },
      }),
    )
    await target.stop()
    expect(processesIn(folder)).toEqual([])
    expect(events).toContainEqual(expect.objectContaining({ kind: 'trouble', code: 'target-did-not-stop' }))
    expect(events).toContainEqual(expect.objectContaining({ kind: 'process-ended', signal: 'SIGKILL' }))
  })

  test('ends what a shell started, in whatever session', async () => {
    const folder = makeFolder()
    const port = await freePort()
    const command = `setsid sleep 1000 & (setsid sh -c 'sleep 1002 & sleep 1003' &) ; ${NODE} ${SERVER}; true`
    const { target } = await start(folder, specFor(port, folder, { command }))
    expect(processesIn(folder)).toHaveLength(6)
    await target.stop()
    expect(processesIn(folder)).toEqual([])
  })
})
