import { expect, test } from 'vitest'
import { askForFlags } from '../../src/cli/questions.ts'

/** Answers in turn, and notes what was asked. */
async function answer(answers: Record<string, string>) {
  const asked: string[] = []
  const flags = await askForFlags(async (question) => {
    asked.push(question)
    return Object.entries(answers).find(([part]) => question.includes(part))?.[1] ?? ''
  })
  return { flags, asked }
}

test('a service that hitless starts is not asked for its pid file', async () => {
  const { flags, asked } = await answer({
    'Command that starts': 'node server.js',
    restarted: 'USR2',
    header: 'X-Version',
  })
  expect(flags).toEqual({
    start: 'node server.js',
    url: 'http://127.0.0.1:3000',
    restart: 'USR2',
    generationHeader: 'X-Version',
  })
  expect(asked).toHaveLength(5)
})

test('one that runs already is, and no answer is a default', async () => {
  const { flags, asked } = await answer({ 'Where it answers': 'http://127.0.0.1:8080', 'main process': '/run/a.pid' })
  expect(flags).toEqual({ url: 'http://127.0.0.1:8080', pidFile: '/run/a.pid' })
  expect(asked).toHaveLength(6)
})
