/** Plain words of the shell, which stand for themselves. */
const PLAIN = /^[\w./@%+:,-]+$/
/** What decides itself whether a command that failed makes the whole fail, or is more than one line. */
const DECIDES = /[|;\n]|&(?!&)|<<|(?<=[^&])&$/
const QUOTED = /'[^']*'|"(?:\\.|[^"\\])*"/g

/**
 * The program that a command line of the shell runs first, where it is certain that without it the whole would fail. Undefined
 * where that is not known: expansions, pipes, lists with `;` or `||`, background.
 */
export function firstWord(command: string): string | undefined {
  const bare = command.trim().replaceAll(QUOTED, 'q').replaceAll('&&', ' && ')
  if (DECIDES.test(bare.replaceAll(' && ', ' '))) return undefined
  const words = command.trim().split(/\s+/)
  const assignments = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word))
  const assigned = words.slice(0, Math.max(0, assignments))
  if (assigned.some((word) => word.startsWith('PATH=') || !PLAIN.test(word.replace('=', '')))) return undefined
  const [first, second = ''] = words.slice(assigned.length)
  const word = first === 'exec' && !second.startsWith('-') ? second : first
  return word !== undefined && PLAIN.test(word) && !word.startsWith('-') ? word : undefined
}
