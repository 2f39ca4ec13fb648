import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findAddress, pollAddress } from '../../src/kubernetes/address.ts'
import type { KubernetesSpec } from '../../src/model/scenario.ts'
import { fakeCluster } from './workload-support.ts'

const WEB: KubernetesSpec = { namespace: 'shop', kind: 'deployment', name: 'web' }
const node = (...addresses: [string, string][]) => ({
  status: { addresses: addresses.map(([type, address]) => ({ type, address })) },
})
const balanced = (ingress: object) => ({ status: { loadBalancer: { ingress: [ingress] } } })

describe('where clients come in', () => {
  test.each<[string, 'service' | 'ingress', object, object[], string]>([
    [
      'a load balancer, by its port',
      'service',
      { spec: { ports: [{ port: 8080, nodePort: 30080 }] }, ...balanced({ ip: '192.0.2.7' }) },
      [],
      '192.0.2.7:8080',
    ],
    [
      'a load balancer by its name',
      'service',
      { spec: { ports: [{ port: 80 }] }, ...balanced({ hostname: 'lb.test', ip: '192.0.2.7' }) },
      [],
      'lb.test:80',
    ],
    [
      'a NodePort at an external address',
      'service',
      { spec: { ports: [{ port: 80, nodePort: 30080 }] } },
      [node(['InternalIP', '10.0.0.1']), node(['ExternalIP', '192.0.2.1'])],
      '192.0.2.1:30080',
    ],
    [
      'a NodePort at an internal address',
      'service',
      { spec: { ports: [{ port: 80, nodePort: 30080 }] } },
      [node(['Hostname', 'n'], ['InternalIP', '10.0.0.1'])],
      '10.0.0.1:30080',
    ],
    [
      'an Ingress by the host of its rule',
      'ingress',
      { spec: { rules: [{}, { host: 'shop.test' }] }, ...balanced({ ip: '192.0.2.8' }) },
      [],
      'shop.test',
    ],
    [
      'an Ingress by its address',
      'ingress',
      { spec: { rules: [{}] }, ...balanced({ ip: '192.0.2.8' }) },
      [],
      '192.0.2.8',
    ],
  ])('%s', async (_, kind, object, nodes, address) => {
    fakeCluster({ [kind]: { web: object }, nodes })
    await expect(findAddress(kind, 'web', WEB)).resolves.toBe(address)
  })

  test('the NodePort that a manifest asks for, which is not applied yet', async () => {
    const { folder, changes } = fakeCluster({ nodes: [node(['InternalIP', '10.0.0.1'])] })
    const spec = { ...WEB, apply: join(folder, 'web.yaml') }
    await expect(findAddress('service', 'web', spec)).resolves.toBe('10.0.0.1:30099')
    await expect(findAddress('service', 'plain', spec)).rejects.toThrow(/web\.yaml has none with a nodePort\. Correct/)
    expect(changes()).toEqual([])
  })

  test.each<[string, 'service' | 'ingress', object, string]>([
    [
      'none of that name',
      'service',
      {},
      'Expected service web in the namespace shop of context staging to be reached from outside, but there is none.',
    ],
    [
      'one for the inside',
      'service',
      { service: { web: { spec: { type: 'ClusterIP', ports: [{ port: 80 }] } } } },
      'but it is of type ClusterIP, without a load balancer or a NodePort.',
    ],
    [
      'one that has no address yet',
      'ingress',
      { ingress: { web: {} } },
      'but it has neither a host nor an address yet.',
    ],
    [
      'no node to be reached',
      'service',
      { service: { web: { spec: { ports: [{ nodePort: 1 }] } } } },
      'Expected a node with an address in the cluster of context staging',
    ],
  ])('%s', async (_, kind, facts, message) => {
    fakeCluster(facts)
    await expect(findAddress(kind, 'web', WEB)).rejects.toThrow(message)
  })

  test('needs a cluster', async () => {
    await expect(findAddress('service', 'web', undefined)).rejects.toThrow(
      'Expected target.kubernetes beside ${service.web}',
    )
  })
})

test.each([
  ['http://127.0.0.1:30880', 'linux', '127.0.0.254'],
  ['https://127.0.0.1:30880/a', 'linux', '127.0.0.254'],
  ['http://127.0.0.1:30880', 'darwin', undefined],
  ['http://localhost:30880', 'linux', undefined],
  ['http://[::1]:30880', 'linux', undefined],
  ['http://192.0.2.1:30880', 'linux', undefined],
  ['https://127.example', 'linux', undefined],
] as const)('%s on %s is polled from %s', (url, platform, from) => {
  expect(pollAddress(url, platform)).toBe(from)
})
