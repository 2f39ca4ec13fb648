import { describe, expect, test } from 'vitest'
import type { TrafficSpec } from '../../src/model/scenario.ts'
import { leaveOutUnavailable, requireOptionalPackages } from '../../src/run/optional-packages.ts'
import type { KnownTraffic } from '../../src/traffic/index.ts'
import { soundScenario } from '../verdict/support.ts'

const grpc: KnownTraffic = {
  name: 'grpc',
  kind: 'grpc',
  call: 'unary',
  connections: 1,
  calls: 1,
  everyMs: 100,
  message: '',
  expect: ['OK'],
  requests: [],
  timeoutMs: 1_000,
}
const scenario = (...traffic: TrafficSpec[]) => ({ ...soundScenario(), traffic })

describe('gRPC traffic', () => {
  test('needs a package that may not be there, and says how to get it', () => {
    expect(() => requireOptionalPackages(scenario(grpc), () => undefined)).toThrow(
      'traffic.grpc: @grpc/grpc-js is not installed; expected version 1.13 or later, installed beside hitless; npm install @grpc/grpc-js, with --global if hitless is installed globally',
    )
  })

  test('needs it in a version that will do', () => {
    expect(() => requireOptionalPackages(scenario(grpc), () => '1.12.6')).toThrow(
      '@grpc/grpc-js 1.12.6 is installed; expected version 1.13',
    )
    expect(() => requireOptionalPackages(scenario(grpc), () => '2.0.0')).toThrow(
      '@grpc/grpc-js 2.0.0 is installed; expected version 1.13',
    )
    for (const version of ['1.13.0', '1.14.7', '1.100.0']) requireOptionalPackages(scenario(grpc), () => version)
  })

  test('finds it here', () => {
    expect(() => requireOptionalPackages(scenario(grpc))).not.toThrow()
  })
})

describe('where gRPC may be left out', () => {
  const both = scenario(grpc, ...soundScenario().traffic)

  test('it is, and said, where its package is missing or too old', () => {
    for (const version of [undefined, '1.12.6']) {
      const { scenario: rest, warnings } = leaveOutUnavailable(both, () => version)
      expect(rest.traffic).toEqual(soundScenario().traffic)
      expect(warnings).toMatchObject([{ code: 'left-out' }])
      expect(warnings[0]?.message).toContain('npm install @grpc/grpc-js')
    }
  })

  test('it is not where that is there', () => {
    expect(leaveOutUnavailable(both)).toEqual({ scenario: both, warnings: [] })
  })
})

test('other traffic does not ask for it', () => {
  expect(() => requireOptionalPackages(soundScenario(), () => undefined)).not.toThrow()
})
