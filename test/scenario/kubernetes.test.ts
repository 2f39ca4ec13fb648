import { describe, expect, test } from 'vitest'
import { describeProblems, load } from './support.ts'

function withTarget(kubernetes: string, step = 'rollout: restart', more = ''): string {
  return `target:\n  kubernetes: ${kubernetes}\n  url: http://127.0.0.1:30080\n${more}restart: { steps: [{ ${step} }] }\n`
}

describe('target.kubernetes', () => {
  test('names a workload of the default namespace in the current context', () => {
    const { target } = load(withTarget('{ deployment: web }'))
    expect(target.kubernetes).toEqual({ namespace: 'default', kind: 'deployment', name: 'web' })
    expect(target.generation).toEqual({ by: 'process' })
  })

  test('names context, namespace and a manifest beside the scenario', () => {
    const { target } = load(withTarget('{ context: staging, namespace: shop, statefulset: db, apply: db.yaml }'))
    expect(target.kubernetes).toMatchObject({ context: 'staging', namespace: 'shop', kind: 'statefulset', name: 'db' })
    expect(target.kubernetes?.apply).toMatch(/^\/.*\/db\.yaml$/)
  })

  test.each([
    [
      '{ namespace: shop }',
      '2:15  target.kubernetes: found none of them; expected exactly one of deployment, statefulset, daemonset',
    ],
    [
      '{ deployment: a, daemonset: b }',
      '2:15  target.kubernetes: found deployment and daemonset; expected exactly one of deployment, statefulset, daemonset',
    ],
    [
      '{ deployment: --all }',
      '2:29  target.kubernetes.deployment: found "--all"; expected a Kubernetes name: lower-case letters, digits, - and .',
    ],
  ])('%s', (kubernetes, expected) => {
    expect(describeProblems(() => load(withTarget(kubernetes)))).toEqual([expected])
  })

  test('has no process of this machine', () => {
    const text = withTarget('{ deployment: a }', 'rollout: restart', '  command: ./a\n  ready: { log: x }\n')
    expect(describeProblems(() => load(text))).toEqual([
      '4:12  target.command: found a command; expected nothing here beside kubernetes',
      '5:17  target.ready.log: found a pattern of a log; expected nothing here beside kubernetes',
    ])
  })
})

describe('rollout', () => {
  test.each([
    ['rollout: restart', { change: { by: 'restart' }, withinMs: 300_000, undo: false }],
    ['rollout: undo', { change: { by: 'undo' }, withinMs: 300_000, undo: false }],
    [
      'rollout: { restart: true, within: 20s, stuck: undo }',
      { change: { by: 'restart' }, withinMs: 20_000, undo: true },
    ],
    [
      'rollout: { image: { server: web:2 } }',
      { change: { by: 'image', images: { server: 'web:2' } }, withinMs: 300_000, undo: false },
    ],
  ])('%s', (step, expected) => {
    expect(load(withTarget('{ deployment: web }', step)).restart.steps).toEqual([{ kind: 'rollout', ...expected }])
  })

  test('needs a workload', () => {
    const text = 'target: { url: http://127.0.0.1:1, command: ./a }\nrestart: { steps: [{ rollout: restart }] }\n'
    expect(describeProblems(() => load(text))).toEqual([
      '2:31  restart.steps[0].rollout: found a rollout without it; expected target.kubernetes, which names the workload',
    ])
  })

  test.each([
    [
      'rollout: { image: {} }',
      '4:40  restart.steps[0].rollout.image: found an empty map; expected at least one container and its image',
    ],
    [
      'rollout: { within: 5s }',
      '4:31  restart.steps[0].rollout: found none of them; expected exactly one of restart, undo, image',
    ],
  ])('%s', (step, expected) => {
    expect(describeProblems(() => load(withTarget('{ deployment: web }', step)))).toEqual([expected])
  })
})

test('kubectl is required, and Services and Ingresses stand for addresses', () => {
  const text = withTarget('{ deployment: web }').replace('127.0.0.1:30080', '${service.web}/x')
  const { requires, target } = load(`requires: [curl]\n${text}`)
  expect(requires).toEqual(['curl', 'kubectl'])
  expect(target.url).toBe('http://web.service.test:80/x')
  expect(load(text.replace('service', 'ingress')).target.url).toBe('http://web.ingress.test:80/x')
})
