import { expect, test } from 'vitest'
import { scenarioFromFlags } from '../../src/run/read-scenario.ts'
import { watchEnv } from '../../src/run/secrets.ts'

test('what a scenario takes from the environment is not written down', () => {
  const { env, hide } = watchEnv({ TOKEN: 's3cret-token', OTHER: 'unused-value', SHORT: 'GET' })
  const flags = { start: 'serve --token ${env.TOKEN} ${env.SHORT}', url: 'http://127.0.0.1:${port}', restart: 'HUP' }
  const scenario = scenarioFromFlags(flags, { port: () => 12_000, address: () => '', run: '/run', here: '/', env })
  expect(scenario.target.command).toBe('serve --token s3cret-token GET')
  const shown = hide(scenario)
  expect(JSON.stringify(shown)).not.toContain('s3cret')
  expect(shown.target.command).toBe('serve --token ${env.TOKEN} GET')
  expect(shown).toEqual({ ...scenario, target: { ...scenario.target, command: shown.target.command } })
})

test('a scenario that takes nothing from the environment is written down as it is', () => {
  const { env, hide } = watchEnv({ HOME: '/run/somewhere' })
  const flags = { start: 'serve /run/somewhere', url: 'http://127.0.0.1:${port}', restart: 'HUP' }
  const scenario = scenarioFromFlags(flags, { port: () => 12_000, address: () => '', run: '/run', here: '/', env })
  expect(hide(scenario)).toEqual(scenario)
})
