import { expect, test } from 'vitest'
import { FINDINGS } from '../../src/model/finding.ts'
import { RESTART_STEPS } from '../../src/restart/index.ts'
import { formatProblem } from '../../src/scenario/errors/scenario-error.ts'
import { KIND_OPTIONS } from '../../src/traffic/kind-options.ts'
import { describeProblems, load, minimal, problemsOf } from './support.ts'

const KINDS = Object.keys(KIND_OPTIONS).join(', ')
const STEPS = Object.keys(RESTART_STEPS).join(', ')

/** Each mistake in a part of an otherwise good scenario, and all that is said about it. */
const MISTAKES: [title: string, text: string, expected: string[]][] = [
  [
    'a misspelt key',
    'traffic:\n  http:\n    rte: 5/s\n',
    [
      '6:5  traffic.http.rte: unknown key; expected one of connections, rate, clients, name, path, requests, har, timeout; did you mean "rate"?',
    ],
  ],
  [
    'a misspelt signal in a command',
    'restart: { steps: [{ exec: "kill -HPU $HITLESS_PID" }, { exec: { command: kill -s USR5 1 } }] }\n',
    [
      '4:35  restart.steps[0].exec: found "HPU"; expected a signal such as HUP, USR2 or SIGTERM; did you mean "HUP"?',
      '4:83  restart.steps[1].exec: found "USR5"; expected a signal such as HUP, USR2 or SIGTERM; did you mean "USR1"?',
    ],
  ],
  [
    'a key that is nothing like any',
    'zzz: 1\n',
    ['4:1  zzz: unknown key; expected one of name, about, requires, target, traffic, restart, timing, sla, expect'],
  ],
  [
    'a misspelt key at the top',
    'tining: { warmup: 1s }\n',
    [
      '4:1  tining: unknown key; expected one of name, about, requires, target, traffic, restart, timing, sla, expect; did you mean "timing"?',
    ],
  ],
  [
    'a key twice',
    'sla: { drain: 1s, drain: 2s }\n',
    ['4:19  sla.drain: found a second time; expected each key once in its map'],
  ],
  [
    'a duration without a unit',
    'timing: { warmup: 5 }\n',
    [
      '4:19  timing.warmup: found "5", a number without a unit; expected a duration such as 10s, 250ms, 2m or 1h; did you mean 5s?',
    ],
  ],
  [
    'a duration in words',
    'timing: { grace: 5 seconds }\n',
    [
      '4:18  timing.grace: found "5 seconds"; expected a duration above zero such as 10s, 250ms, 2m or 1h; did you mean 5s?',
    ],
  ],
  [
    'a duration longer than timers',
    'timing: { warmup: 10000h }\n',
    [
      '4:19  timing.warmup: found "10000h"; expected a duration such as 10s, 250ms, 2m or 1h; the longest possible is 596h',
    ],
  ],
  [
    'a limit of nothing',
    'sla: { drain: 0s }\n',
    ['4:15  sla.drain: found "0s"; expected a duration above zero such as 10s, 250ms, 2m or 1h'],
  ],
  [
    'a negative duration',
    'sla: { outage: -5s }\n',
    ['4:16  sla.outage: found "-5s"; expected a duration such as 10s, 250ms, 2m or 1h'],
  ],
  [
    'a rate without a unit',
    'traffic: { http: { rate: 500 } }\n',
    [
      '4:26  traffic.http.rate: found "500", a number without a unit; expected a rate above zero such as 5000/s, 300/m or 60/h; did you mean 500/s?',
    ],
  ],
  [
    'a rate of zero',
    'traffic: { fresh: { rate: 0/s } }\n',
    ['4:27  traffic.fresh.rate: found "0/s"; expected a rate above zero such as 5000/s, 300/m or 60/h'],
  ],
  [
    'a rate in another unit',
    'traffic: { fresh: { rate: 20rps } }\n',
    [
      '4:27  traffic.fresh.rate: found "20rps"; expected a rate above zero such as 5000/s, 300/m or 60/h; did you mean 20/s?',
    ],
  ],
  [
    'a share above all',
    'sla: { availability: 120% }\n',
    ['4:22  sla.availability: found "120%"; expected a share above zero such as 99.99% or 0.9999'],
  ],
  [
    'a percentage without its sign',
    'sla: { availability: 99.9 }\n',
    [
      '4:22  sla.availability: found "99.9", a number without a unit; expected a share above zero such as 99.99% or 0.9999; did you mean 99.9%?',
    ],
  ],
  [
    'a share of nothing',
    'sla: { windows: 0% }\n',
    ['4:17  sla.windows: found "0%"; expected a share above zero such as 99.99% or 0.9999'],
  ],
  [
    'an unknown finding',
    'expect: { verdict: fail, findings: [no-listner] }\n',
    [
      `4:37  expect.findings[0]: found "no-listner"; expected one of ${FINDINGS.join(', ')}; did you mean "no-listener"?`,
    ],
  ],
  [
    'restarts that never come',
    'sla: { restarts-per-day: 0 }\n',
    ['4:26  sla.restarts-per-day: found "0"; expected a number of restarts a day above zero such as 10 or 0.5'],
  ],
  [
    'what no number of requests can prove',
    'sla: { availability: 100% }\n',
    [
      '4:22  sla.availability: found 100%, which no number of requests can prove; expected an availability below 100% as long as there is a confidence; add confidence: none to compare observed values alone',
    ],
  ],
  [
    'certainty',
    'sla: { confidence: 100% }\n',
    [
      '4:20  sla.confidence: found "100%"; expected a confidence above 0% and below 100% such as 95%, or none; write none to compare observed values alone',
    ],
  ],
  [
    'an unknown guarantee',
    'sla: { require: [no-loses] }\n',
    [
      '4:18  sla.require[0]: found "no-loses"; expected one of no-refusals, no-losses, connections-kept, replaced, takeover, responsive; did you mean "no-losses"?',
    ],
  ],
  ['unknown clients', 'sla: { clients: lax }\n', ['4:17  sla.clients: found "lax"; expected one of strict, retrying']],
  [
    'no connections',
    'traffic: { idle: { connections: 0 } }\n',
    ['4:33  traffic.idle.connections: found "0"; expected a number of connections, at least 1'],
  ],
  [
    'half a connection',
    'traffic: { slow: { connections: 1.5 } }\n',
    ['4:33  traffic.slow.connections: found "1.5"; expected a number of connections, at least 1'],
  ],
  ['no traffic at all', 'traffic: {}\n', ['4:10  traffic: found an empty map; expected at least one kind of traffic']],
  [
    'an unknown kind of traffic',
    'traffic: { htp: {} }\n',
    [`4:12  traffic.htp: unknown key; expected one of ${KINDS}; did you mean "http"?`],
  ],
  [
    'traffic that is no map',
    'traffic: { http: 50 }\n',
    ['4:18  traffic.http: found "50"; expected a map of options, or a list of them'],
  ],
  [
    'two traffics of one name',
    'traffic: { slow: [{ name: a }, { name: a }] }\n',
    [
      '4:40  traffic.slow[1].name: found "a" a second time; expected a name of its own for each traffic; give each a name',
    ],
  ],
  [
    'several traffics without names',
    'traffic: { slow: [{}, {}] }\n',
    [
      '4:23  traffic.slow[1]: found "slow" a second time; expected a name of its own for each traffic; give each a name',
    ],
  ],
  [
    'a name of another kind',
    'traffic: { fresh: { name: http }, http: {} }\n',
    ['4:41  traffic.http: found "http" a second time; expected a name of its own for each traffic; give each a name'],
  ],
  [
    'a path without its slash',
    'traffic: { http: { path: index.html } }\n',
    [
      '4:26  traffic.http.path: found "index.html"; expected a path that begins with / such as /search?q=a; did you mean /index.html?',
    ],
  ],
  [
    'a path with a space',
    'traffic: { http: { path: /a b } }\n',
    [
      '4:26  traffic.http.path: found "/a b"; expected a path that begins with / such as /search?q=a; percent-encode spaces and characters outside ASCII',
    ],
  ],
  [
    'two ways to request',
    'traffic: { http: { path: /, requests: [{}] } }\n',
    ['4:18  traffic.http: found path and requests; expected only one of path, requests, har'],
  ],
  [
    'an empty mix',
    'traffic: { http: { requests: [] } }\n',
    ['4:30  traffic.http.requests: found an empty list; expected a list of requests such as [{ path: / }]'],
  ],
  [
    'a weight of nothing',
    'traffic: { http: { requests: [{ weight: 0 }] } }\n',
    ['4:41  traffic.http.requests[0].weight: found "0"; expected a weight above zero such as 3 or 0.5'],
  ],
  [
    'a method in small letters',
    'traffic: { http: { requests: [{ method: post }] } }\n',
    [
      '4:41  traffic.http.requests[0].method: found "post"; expected a method such as GET or POST; methods are case-sensitive: did you mean POST?',
    ],
  ],
  [
    'a line break in a header',
    'traffic: { http: { requests: [{ headers: { A: "secret\\nB: c" } }] } }\n',
    ['4:47  traffic.http.requests[0].headers.A: found a line break; expected the value of a header, on one line'],
  ],
  [
    'a header that is no token',
    'traffic: { http: { requests: [{ headers: { "A B": c } }] } }\n',
    ['4:44  traffic.http.requests[0].headers.A B: found "A B"; expected the name of a header such as Accept'],
  ],
  [
    'a header of the connection',
    'traffic: { http: { requests: [{ headers: { Content-Length: 3 } }] } }\n',
    [
      '4:44  traffic.http.requests[0].headers.Content-Length: found "Content-Length"; expected the name of a header such as Accept; hitless writes this header itself',
    ],
  ],
  [
    'an impossible status',
    'traffic: { http: { requests: [{ expect: { status: 700 } }] } }\n',
    [
      '4:51  traffic.http.requests[0].expect.status: found "700"; expected a status such as 200, a class such as 2xx, or a list of these',
    ],
  ],
  [
    'a status in a list',
    'traffic: { http: { requests: [{ expect: { status: [200, 3XX] } }] } }\n',
    [
      '4:57  traffic.http.requests[0].expect.status[1]: found "3XX"; expected a status such as 200, a class such as 2xx, or a list of these; did you mean 3xx?',
    ],
  ],
  [
    'two checks of a body',
    'traffic: { http: { requests: [{ expect: { body: { equals: a, contains: b } } }] } }\n',
    [
      '4:49  traffic.http.requests[0].expect.body: found equals and contains; expected exactly one of equals, contains, matches',
    ],
  ],
  [
    'a broken regular expression',
    'traffic: { http: { requests: [{ expect: { body: { matches: "a(" } } }] } }\n',
    [
      '4:60  traffic.http.requests[0].expect.body.matches: found "a("; expected a regular expression of JavaScript; Invalid regular expression: /a(/: Unterminated group',
    ],
  ],
  [
    'an address that is none',
    'traffic: { fresh: { sources: [localhost] } }\n',
    ['4:31  traffic.fresh.sources[0]: found "localhost"; expected an IP address of this machine such as 127.0.0.2'],
  ],
  [
    'a HAR file that is not there',
    'traffic: { http: { har: a.har } }\n',
    ["4:25  traffic.http.har: FOLDER/a.har can't be read (ENOENT); expected a file that can be read"],
  ],
  [
    'restarts below zero',
    'restart: { count: -1, steps: [{ signal: HUP }] }\n',
    ['4:19  restart.count: found "-1"; expected a number of restarts, at least 1'],
  ],
  [
    'no steps',
    'restart: { steps: [] }\n',
    ['4:19  restart.steps: found an empty list; expected a list of steps such as [{ signal: HUP }]'],
  ],
  [
    'steps that are not there',
    'restart: { count: 2 }\n',
    ['4:1  restart.steps: missing; expected a list of steps such as [{ signal: HUP }]'],
  ],
  [
    'a step without a kind',
    'restart: { steps: [{}] }\n',
    [`4:20  restart.steps[0]: found none of them; expected exactly one of ${STEPS}`],
  ],
  [
    'a step of two kinds',
    'restart: { steps: [{ signal: HUP, wait: 1s }] }\n',
    [`4:20  restart.steps[0]: found signal and wait; expected exactly one of ${STEPS}`],
  ],
  [
    'a bare word for a step',
    'restart: { steps: [stop] }\n',
    [`4:20  restart.steps[0]: found "stop"; expected a map with keys from ${STEPS}`],
  ],
  [
    'a misspelt step',
    'restart: { steps: [{ signl: HUP }] }\n',
    [`4:22  restart.steps[0].signl: unknown key; expected one of ${STEPS}; did you mean "signal"?`],
  ],
  [
    'an unknown signal',
    'restart: { steps: [{ signal: USR3 }] }\n',
    [
      '4:30  restart.steps[0].signal: found "USR3"; expected a signal such as HUP, USR2 or SIGTERM; did you mean "USR1"?',
    ],
  ],
  [
    'a signal in small letters',
    'restart: { steps: [{ signal: { name: hup, to: old } }] }\n',
    [
      '4:38  restart.steps[0].signal.name: found "hup"; expected a signal such as HUP, USR2 or SIGTERM; did you mean "HUP"?',
    ],
  ],
  [
    'a misspelt key that must be there',
    'restart: { steps: [{ signal: { nam: HUP } }] }\n',
    ['4:32  restart.steps[0].signal.nam: unknown key; expected one of name, to; did you mean "name"?'],
  ],
  [
    'no process to signal',
    'restart: { steps: [{ signal: { name: HUP, to: older } }] }\n',
    ['4:47  restart.steps[0].signal.to: found "older"; expected one of main, old, new; did you mean "old"?'],
  ],
  [
    'an empty command',
    'restart: { steps: [{ exec: "" }] }\n',
    ['4:28  restart.steps[0].exec: found empty text; expected a command line'],
  ],
  [
    'nothing after a key',
    'restart:\n  steps:\n    - exec:\n',
    ['6:12  restart.steps[0].exec: found nothing; expected a command line, or a map with command and within'],
  ],
  [
    'two things to wait for',
    'restart: { steps: [{ wait: { generation: new, file: a } }] }\n',
    [
      '4:28  restart.steps[0].wait: found generation and file; expected exactly one of for, generation, process, listener, file',
    ],
  ],
  [
    'a limit of a pause',
    'restart: { steps: [{ wait: { for: 1s, within: 2s } }] }\n',
    ['4:47  restart.steps[0].wait.within: found within; expected no limit beside for'],
  ],
  [
    'gone without a file',
    'restart: { steps: [{ wait: { generation: new, gone: true } }] }\n',
    ['4:53  restart.steps[0].wait.gone: found gone; expected gone beside file alone'],
  ],
  [
    'a socket without its kind',
    'restart: { steps: [{ send: { to: /run/a.sock, data: x } }] }\n',
    [
      '4:34  restart.steps[0].send.to: found "/run/a.sock"; expected a socket such as unix:/run/app.sock, tcp:127.0.0.1:9999 or tcp:[::1]:9999; did you mean unix:/run/a.sock?',
    ],
  ],
  [
    'two ways to wait for an answer',
    'restart: { steps: [{ send: { to: tcp:a:1, data: x, expect: y, until: z } }] }\n',
    ['4:70  restart.steps[0].send.until: found both; expected one of expect and until'],
  ],
  [
    'a port out of range',
    'restart: { steps: [{ send: { to: tcp:a:70000, data: x } }] }\n',
    [
      '4:34  restart.steps[0].send.to: found "tcp:a:70000"; expected a socket such as unix:/run/app.sock, tcp:127.0.0.1:9999 or tcp:[::1]:9999',
    ],
  ],
  [
    'an API nowhere',
    'restart: { steps: [{ http: { url: reload } }] }\n',
    [
      '4:35  restart.steps[0].http.url: found "reload"; expected an http or https URL, or a path that begins with /; did you mean /reload?',
    ],
  ],
  [
    'another verdict',
    'expect: passes\n',
    ['4:9  expect: found "passes"; expected one of pass, fail, inconclusive; did you mean "pass"?'],
  ],
  [
    'a variable in the name',
    'name: run ${run}\n',
    ["4:7  name: found a variable; expected a name without variables, because the run's folder is named after it"],
  ],
  ['a list where text belongs', 'about: [a]\n', ['4:8  about: found a list; expected a description']],
]

test.each(MISTAKES)('%s', (_, text, expected) => {
  const said = describeProblems(() => load(minimal(text)))
  expect(said.map((line) => line.replace(/\/\S*\/(?=a\.har)/, 'FOLDER/'))).toEqual(expected)
})

const IN_TARGET: [title: string, text: string, expected: string[]][] = [
  [
    'tls beside http',
    '  tls: { insecure: true }\n',
    ['4:8  target.tls: found tls beside http://127.0.0.1:3000; expected no tls for an http url'],
  ],
  [
    'two kinds of readiness',
    '  ready: { tcp: true, path: / }\n',
    ['4:10  target.ready: found path and tcp; expected only one of path, tcp, log'],
  ],
  ['readiness without its kind', '  ready: { tcp: false }\n', ['4:17  target.ready.tcp: found "false"; expected true']],
  [
    'a fixed pid beside a command',
    '  pid: 4711\n',
    [
      '4:8  target.pid: found the fixed process id 4711 beside a command; expected a pid file, or nothing, for a target that hitless launches',
    ],
  ],
  [
    'a pid that is none',
    '  pid: server\n',
    ['4:8  target.pid: found "server"; expected a process id such as 4711, or a map with file'],
  ],
  ['generation by something else', '  generation: pid\n', ['4:15  target.generation: found "pid"; expected process']],
  [
    'generation by two things',
    '  generation: { header: A, body: b }\n',
    ['4:15  target.generation: found header and body; expected exactly one of header, body'],
  ],
  [
    'a template that is not there',
    '  files: { a.conf: b.conf }\n',
    ["4:20  target.files.a.conf: b.conf can't be read (ENOENT); expected a file that can be read"],
  ],
  [
    'a file outside the run folder',
    '  files: { ../a: s.yaml }\n',
    [
      '4:18  target.files.../a: found "../a"; expected a name within the run folder, such as nginx.conf or conf/site.conf',
    ],
  ],
  [
    'an environment that is no map',
    '  env: [A=1]\n',
    ['4:8  target.env: found a list; expected a map of names and values'],
  ],
  [
    'an unknown variable',
    '  cwd: ${prot}/x\n',
    [
      '4:8  target.cwd: unknown variable ${prot}; expected one of ${port}, ${port.NAME}, ${run}, ${here}, ${env.NAME}, ${service.NAME}, ${ingress.NAME}; did you mean ${port}? to keep it for the shell or the server write $${prot}',
    ],
  ],
  [
    'a variable that is not set',
    '  cwd: a/${env.NOPE}\n',
    ['4:10  target.cwd: it is not set; expected the environment variable NOPE to be set; set it: NOPE=… hitless run …'],
  ],
]

test.each(IN_TARGET)('%s', (_, text, expected) => {
  const said = describeProblems(() => load(minimal('', text)))
  expect(said.map((line) => line.replace(/\/\S*\/(?=b\.conf)/, ''))).toEqual(expected)
})

test.each([
  ['localhost:3000', 'found "localhost:3000"', 'did you mean http://localhost:3000?'],
  ['ftp://a', 'found the scheme ftp:', undefined],
  ['http://u:secret@a', 'found a user in the URL', 'send an Authorization header instead'],
  ['http://a/#b', 'found "http://a/#b"', 'a fragment is never sent to a server'],
  ['http://a:0', 'found "http://a:0"', 'port 0 cannot be connected to'],
  ['http://a:99999', 'found "http://a:99999"', undefined],
])('url %s', (url, found, hint) => {
  const [problem, ...others] = problemsOf(() => load(`target: { url: '${url}' }\nrestart: { steps: [{ exec: a }] }\n`))
  expect(others).toEqual([])
  expect(problem).toMatchObject({ path: 'target.url', line: 1, found })
  expect(problem?.hint).toBe(hint)
})

test('an empty file', () => {
  expect(describeProblems(() => load('# nothing\n'))).toEqual([
    '1:1  found nothing; expected a map with keys from name, about, requires, target, traffic, restart, timing, sla, expect',
  ])
})

test('what must be there and is not', () => {
  expect(describeProblems(() => load('about: x\ntarget: { command: a }\n'))).toEqual([
    '1:1  restart: missing; expected a map with keys from count, every, steps',
    '2:1  target.url: missing; expected an http or https URL such as http://127.0.0.1:${port}',
  ])
})

const attached = (steps: string, pid = '') => `target: { url: http://a${pid} }\nrestart: { steps: [${steps}] }\n`

test('signals and stops need somebody to receive them, commands do not', () => {
  const nobody = 'found neither; expected target.pid or target.command, which say who gets signals'
  expect(describeProblems(() => load(attached('{ signal: HUP }, { exec: a }, { stop: true }')))).toEqual([
    `2:30  restart.steps[0].signal: ${nobody}`,
    `2:58  restart.steps[2].stop: ${nobody}`,
  ])
  expect(describeProblems(() => load(attached('{ start: true }')))).toEqual([
    '2:29  restart.steps[0].start: found none; expected a command line, as the target has no command of its own',
  ])
  expect(load(attached('{ signal: HUP }', ', pid: 4711')).target.pid).toEqual({ pid: 4711 })
  expect(load(attached('{ signal: { name: HUP, to: { pid-file: /a } } }')).restart.steps).toHaveLength(1)
  expect(load(attached('{ exec: a }')).restart.steps).toHaveLength(1)
})

test('all mistakes at once, in the order of the file', () => {
  const text = minimal(
    'traffic: { http: { rte: 5/s, connections: 0 }, fresh: { rate: 5 } }\nsla: { drain: 5, drain: 6s }\nabuot: ${env.X}\n',
  )
  const said = describeProblems(() => load(text)).map((line) => line.split(':', 2).join(':'))
  expect(said).toEqual([
    '4:20  traffic.http.rte',
    '4:43  traffic.http.connections',
    '4:63  traffic.fresh.rate',
    '5:15  sla.drain',
    '5:18  sla.drain',
    '6:1  abuot',
    '6:8  abuot',
  ])
})

test('a template with a wrong variable is named with its own line', () => {
  const problems = problemsOf(() =>
    load(minimal('', '  files: { a: b.conf }\n'), { 'b.conf': 'listen ${port};\nroot ${rot};\n' }),
  )
  expect(problems).toMatchObject([{ path: 'target.files.a', line: 2, column: 6, found: 'unknown variable ${rot}' }])
  expect(problems[0]?.file).toMatch(/b\.conf$/)
})

test('the message has place, excerpt and caret', () => {
  const [problem] = problemsOf(() => load(minimal('timing:\n\twarmup: 1s\n')))
  expect(formatProblem({ ...problem!, file: `${process.cwd()}/scenarios/x.yaml` })).toBe(
    [
      'scenarios/x.yaml:5:1  Tabs are not allowed as indentation; expected YAML; indent with spaces, not tabs',
      '    5 |  warmup: 1s',
      '      | ^',
    ].join('\n'),
  )
})

test('a long line is cut around the place', () => {
  const [problem] = problemsOf(() =>
    load(
      `{ "target": { "command": "${'x'.repeat(300)}", "url": "y", "env": { "A": "${'z'.repeat(200)}" } }, "restart": { "steps": [{ "exec": "a" }] } }`,
    ),
  )
  const [line, caret] = problem?.excerpt?.split('\n') ?? []
  expect(line?.length).toBeLessThan(120)
  expect(line?.slice(caret?.indexOf('^'), (caret?.lastIndexOf('^') ?? 0) + 1)).toBe('"y"')
})
