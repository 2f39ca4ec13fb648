import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveScenario } from '../../src/run/read-scenario.ts'
import { readScenario } from '../../src/scenario/read.ts'
import { fillText, fillVariables } from '../../src/scenario/variables.ts'
import { maskVariables, unmaskVariables } from '../../src/scenario/yaml/mask.ts'
import { folderOf, load, minimal, problemsOf, variables } from './support.ts'

const given = variables({ env: { RATE: '20/s', EMPTY: '', TRICK: '${run}' } })

describe('filling in', () => {
  test.each([
    ['${port} ${port.admin} ${port} ${port.admin}', '18000 18001 18000 18001'],
    ['-p ${run} -c ${here}/nginx.conf', '-p /runs/1 -c /scenarios/nginx.conf'],
    ['${env.RATE}', '20/s'],
    ['<${env.EMPTY}>', '<>'],
    ['what is filled in is not filled in again: ${env.TRICK}', 'what is filled in is not filled in again: ${run}'],
    ['$${run} and $${anything}', '${run} and ${anything}'],
    ['$HOME $$ $(cat x) $1 $', '$HOME $$ $(cat x) $1 $'],
    ['${WORKERS:-2} ${#list} ${x%.*} ${@} ${...}', '${WORKERS:-2} ${#list} ${x%.*} ${@} ${...}'],
    ['awk {print} ${', 'awk {print} ${'],
  ])('%s', (text, filled) => {
    expect(fillText(text, given)).toEqual({ text: filled, unresolved: [] })
  })

  test.each([
    ['${HOME}', 'unknown variable ${HOME}'],
    ['${port:-80}', 'unknown variable ${port:-80}'],
    ['${ run }', 'unknown variable ${ run }'],
    ['${run.x}', 'unknown variable ${run.x}'],
    ['${env}', 'unknown variable ${env}'],
    ['${port.}', 'unknown variable ${port.}'],
    ['${env.NOPE}', 'it is not set'],
    ['${run', 'found none on the same line'],
    ['${toString}', 'unknown variable ${toString}'],
  ])('%s is unresolved', (text, found) => {
    const { text: filled, unresolved } = fillText(`a ${text} b`, given)
    expect(unresolved.map(({ found: what, index }) => ({ found: what, index }))).toEqual([{ found, index: 2 }])
    expect(filled).toBe(`a ${text} b`)
  })

  test('text without a dollar sign stays as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('$'))
        expect(fillText(text, given)).toEqual({ text, unresolved: [] })
      }),
    )
  })

  test('a doubled dollar sign keeps any variable from being filled in', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.-]*$/), (name) => {
        expect(fillText(`$\${${name}}`, given)).toEqual({ text: `\${${name}}`, unresolved: [] })
      }),
    )
  })
})

describe('templates', () => {
  test('are filled in', () => {
    expect(fillVariables('listen ${port};\nset $x $uri;\n', given, '/a.conf')).toBe('listen 18000;\nset $x $uri;\n')
  })

  test('name each line that is wrong', () => {
    const problems = problemsOf(() => fillVariables('a\r\n  ${x}\n\n${env.Y} ${env.Z}', given, '/a.conf'))
    expect(problems.map(({ file, line, column, excerpt }) => [file, line, column, excerpt?.split('\n')[0]])).toEqual([
      ['/a.conf', 2, 3, '    2 |   ${x}'],
      ['/a.conf', 4, 1, '    4 | ${env.Y} ${env.Z}'],
      ['/a.conf', 4, 10, '    4 | ${env.Y} ${env.Z}'],
    ])
  })
})

describe('in a scenario', () => {
  test('stand in for any value, in every style of YAML', () => {
    const scenario = load(
      minimal(
        [
          'about: |',
          '  runs in ${here}',
          'timing: { warmup: ${env.WARMUP}, baseline: "${env.WARMUP}", cooldown: \'${env.WARMUP}\' }',
          'traffic: { http: { connections: ${env.N}, rate: ${env.RATE}, requests: [{ path: /${env.N}, weight: ${env.N} }] } }',
          'sla: { availability: ${env.SLA}, require: [${env.G}] }',
          '',
        ].join('\n'),
        '  pid: { file: ${run}/a.pid }\n',
      ),
      {},
      { WARMUP: '250ms', N: '7', RATE: '30/m', SLA: '99%', G: 'takeover' },
    )
    expect(scenario.about).toBe(`runs in ${scenario.target.cwd}`)
    expect(scenario.timing).toMatchObject({ warmupMs: 250, baselineMs: 250, cooldownMs: 250 })
    expect(scenario.traffic[0]).toMatchObject({ connections: 7, rate: 0.5, requests: [{ path: '/7', weight: 7 }] })
    expect(scenario.sla).toMatchObject({ availability: 0.99, require: ['takeover'] })
    expect(scenario.target.pid).toEqual({ file: '/runs/1/a.pid' })
    expect(scenario.text).toContain('connections: ${env.N}')
  })

  test('are judged by what they stand for, at their place', () => {
    const text = minimal('traffic: { http: { rate: ${env.RATE} } }\n')
    expect(problemsOf(() => load(text, {}, { RATE: '5' }))).toMatchObject([
      { line: 4, column: 26, path: 'traffic.http.rate', found: 'found "5", a number without a unit' },
    ])
  })

  test('are found inside of longer text', () => {
    const text = minimal().replace('./server', './server -a ${run} -b ${oops}')
    expect(problemsOf(() => load(text))).toMatchObject([{ line: 2, column: 34, path: 'target.command' }])
  })

  test('give the same port to the target and to its template', () => {
    const folder = folderOf({
      's.yaml':
        'target: { command: a, url: http://127.0.0.1:${port}, files: { c: c.in } }\nrestart: { steps: [{ signal: HUP }] }\n',
      'c.in': 'listen ${port}',
    })
    const one = variables({ here: folder })
    const { target } = resolveScenario(readScenario(join(folder, 's.yaml')), one)
    expect(target.url).toBe('http://127.0.0.1:18000')
    expect(target.files).toEqual([{ to: 'c', from: join(folder, 'c.in') }])
    expect(fillVariables('listen ${port}', one, 'c.in')).toBe('listen 18000')
  })
})

test('masking keeps every position and can be undone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('${port}', '${env.A_B}', '$', '{', '}', 'x', '\n', '${', '$${x}', '${a b}')),
      (parts) => {
        const text = parts.join('')
        const masked = maskVariables(text)
        expect(masked).toHaveLength(text.length)
        expect(unmaskVariables(masked)).toBe(text)
      },
    ),
  )
})
