/** Words that begin a compound command or are built into the shell: nothing that `exec` could execute. */
const SHELL_WORDS = new Set([
  'if',
  'while',
  'until',
  'for',
  'case',
  'exec',
  'cd',
  'export',
  'set',
  'eval',
  '.',
  'source',
  'trap',
  'ulimit',
  'umask',
  'wait',
  'command',
])

/**
 * The script for `/bin/sh -c`. A simple command is put behind `exec`, so that the launched process is the program itself,
 * which signals are meant for, and not a shell that would end by them and leave the program behind.
 */
export function shellScript(command: string): string {
  const assignments = /^(?:[A-Za-z_]\w*=\S*\s+)*/.exec(command.trim())?.[0] ?? ''
  const rest = command.trim().slice(assignments.length)
  if (!isSimple(rest) || assignments.includes('$')) return command
  // `A=1 exec x` exports A in dash, bash and busybox, but POSIX does not promise it; `env` does.
  return assignments === '' ? `exec ${rest}` : `exec env ${assignments}${rest}`
}

/** Whether a command is one program with its arguments: no operators, substitutions or reserved words outside of quotes. */
export function isSimple(command: string): boolean {
  const bare = command.replaceAll(/'[^']*'|"(?:\\.|[^"\\`$]|\$(?!\())*"/g, 'q')
  const first = bare.trim().split(/\s+/)[0] ?? ''
  return first !== '' && !SHELL_WORDS.has(first) && !/[|&;<>()`\n\\#!{}'"]/.test(bare) && !first.includes('=')
}
