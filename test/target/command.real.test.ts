import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { shellScript } from '../../src/target/command.ts'

function run(script: string): string {
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })
}

describe('shellScript', () => {
  test.each([
    ['node server.js', 'exec node server.js'],
    ['nginx -g "daemon off; pid x;"', 'exec nginx -g "daemon off; pid x;"'],
    ["node -e 'a && b'", "exec node -e 'a && b'"],
    ['PORT=1 A=b node server.js', 'exec env PORT=1 A=b node server.js'],
    ['node $FLAGS server.js', 'exec node $FLAGS server.js'],
    ['a && b', 'a && b'],
    ['a | b', 'a | b'],
    ['a &', 'a &'],
    ['a; b', 'a; b'],
    ['a > log', 'a > log'],
    ['$(which node) x', '$(which node) x'],
    ['echo "$(id)"', 'echo "$(id)"'],
    ['echo "${A:-$(id)}"', 'echo "${A:-$(id)}"'],
    ['echo "$HOME/x; y"', 'exec echo "$HOME/x; y"'],
    ['exec node x', 'exec node x'],
    ['if true', 'if true'],
    ['cd /tmp', 'cd /tmp'],
    ["A='b c' node x", "A='b c' node x"],
    ['! true', '! true'],
    ["unbalanced 'quote", "unbalanced 'quote"],
  ])('%s → %s', (command, script) => {
    expect(shellScript(command)).toBe(script)
  })

  test('the script means the same as the command', () => {
    for (const command of [`printf '%s|' "a b" 'c;d' e`, 'A=1 B=2 printenv A B', 'echo $HOME "$HOME"']) {
      expect(shellScript(command)).not.toBe(command)
      expect(run(shellScript(command))).toBe(run(command))
    }
  })
})
