import type { Scenario } from '../model/scenario.ts'

/** Shorter values are no secrets, and would be found in words that have nothing to do with them. */
const SHORTEST = 4

export interface EnvUse {
  /** The environment, with every variable noted that is read from it. */
  env: Readonly<Record<string, string | undefined>>
  /** The scenario as it may be written down: values from the environment, tokens above all, are `${env.NAME}` again. */
  hide(scenario: Scenario): Scenario
}

/** Keeps what a scenario takes from the environment out of journals and reports, which are passed around. */
export function watchEnv(env: NodeJS.ProcessEnv): EnvUse {
  const used = new Map<string, string>()
  return {
    env: new Proxy(env, {
      get(target, name) {
        const value = typeof name === 'string' ? target[name] : undefined
        if (typeof name === 'string' && value !== undefined && value.length >= SHORTEST) used.set(value, name)
        return value
      },
    }),
    hide: (scenario) =>
      hideIn(
        scenario,
        [...used].toSorted(([a], [b]) => b.length - a.length),
      ),
  }
}

/** @param used values and the names of their variables, longest value first */
function hideIn<T>(value: T, used: [string, string][]): T {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) => {
    if (typeof part !== 'string') return part
    return used.reduce((text, [secret, name]) => text.replaceAll(secret, `\${env.${name}}`), part)
  })
}
