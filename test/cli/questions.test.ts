import { expect, test } from 'vitest'
import { askForFlags } from '../../src/cli/questions.ts'

/** Answers in turn, and notes what was asked. */
async function answer(answers: Record<string, string>) {
  const asked: string[] = []
  const told = await askForFlags(async (question) => {
    asked.push(question)
    return Object.entries(answers).find(([part]) => question.includes(part))?.[1] ?? ''
  })
  return { answers: told, asked }
}

test('a service that hitless starts is not asked for its pid file', async () => {
  const { answers, asked } = await answer({
    'Command that starts': 'node server.js',
    restarted: 'USR2',
    header: 'X-Version',
  })
  expect(answers).toEqual({
    flags: {
      start: 'node server.js',
      url: 'http://127.0.0.1:3000',
      restart: 'USR2',
      generationHeader: 'X-Version',
    },
  })
  expect(asked).toHaveLength(6)
})

test('one that runs already is, and no answer is a default', async () => {
  const { answers, asked } = await answer({ 'Where it answers': 'http://127.0.0.1:8080', 'main process': '/run/a.pid' })
  expect(answers).toEqual({ flags: { url: 'http://127.0.0.1:8080', pidFile: '/run/a.pid' } })
  expect(asked).toHaveLength(7)
})

test('for a kind that the library has, the user is not asked how it is restarted, and is shown where such a server usually is', async () => {
  const { answers, asked } = await answer({ Kind: 'nginx' })
  expect(answers).toEqual({ kind: 'nginx', flags: { url: 'http://127.0.0.1' } })
  expect(asked.join('\n')).toContain('(/run/nginx.pid)')
  expect(asked.join('\n')).not.toContain('How it is restarted')
})

test('of a workload it is asked where it is, and nothing of processes', async () => {
  const { answers, asked } = await answer({ Kind: 'kubernetes', Deployment: 'shop', 'kubectl context': 'staging' })
  const flags = { context: 'staging', deployment: 'shop', url: 'http://${service.web}' }
  expect(answers).toEqual({ kind: 'kubernetes', flags })
  expect(asked.join('\n')).not.toMatch(/Command|process, for signals/)
})

test('a kind that the library does not have is asked for again', async () => {
  const kinds = ['iis', 'haproxy']
  const told = await askForFlags(async (question) => (question.startsWith('Kind') ? (kinds.shift() ?? '') : ''))
  expect(told.kind).toBe('haproxy')
  expect(kinds).toEqual([])
})
