import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { packScenario } from '../../src/scenario/pack.ts'
import { readScenario } from '../../src/scenario/read.ts'

const SCENARIO = `
name: shop
target:
  kubernetes: { deployment: shop, apply: shop/manifest.yaml }
  url: https://\${env.SHOP}/
  tls: { ca: ./certs/ca.pem }
traffic:
  fresh: { rate: 50/s, har: shop.har }
  slow: { path: /slow, requests: [{ path: /a-long-path-of-a-request-that-is-longer-than-a-line-of-yaml?and=has&a=query&with=\${env.TOKEN} }] }
restart: { steps: [{ rollout: restart }, { exec: ../outside.sh }, { wait: { file: '\${run}/done' } }] }
`

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hitless-pack-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const here = join(folder, 'here')
  for (const path of [here, join(here, 'shop'), join(here, 'certs')]) mkdirSync(path)
  writeFileSync(join(folder, 'outside.sh'), 'of somebody else')
  writeFileSync(join(here, 'shop/manifest.yaml'), 'kind: Deployment')
  writeFileSync(join(here, 'certs/ca.pem'), 'PEM')
  writeFileSync(join(here, 'shop.har'), Buffer.from([0xff, 0x00]))
  writeFileSync(join(here, 'scenario.yaml'), SCENARIO)
  return here
}

test('a scenario takes along the files that it names below its folder, and leaves here what is applied here', () => {
  const { text, files } = packScenario(readScenario(join(makeFolder(), 'scenario.yaml')))
  expect([...files.keys()]).toEqual(['certs/ca.pem', 'shop.har'])
  expect(files.get('shop.har')).toEqual(Buffer.from([0xff, 0x00]))
  expect(text).not.toContain('apply')
  expect(text).toContain('kubernetes: { deployment: shop }')
})

test('its text is otherwise the same, variables and long lines included', () => {
  const here = makeFolder()
  const { text } = packScenario(readScenario(join(here, 'scenario.yaml')))
  writeFileSync(join(here, 'packed.yaml'), text)
  const { kubernetes: _, ...target } = Object(readScenario(join(here, 'packed.yaml')).data).target
  const written = Object(readScenario(join(here, 'scenario.yaml')).data)
  const { kubernetes: __, ...expected } = written.target
  expect(target).toEqual(expected)
  const { traffic, restart } = Object(readScenario(join(here, 'packed.yaml')).data)
  expect({ traffic, restart }).toEqual({ traffic: written.traffic, restart: written.restart })
})
