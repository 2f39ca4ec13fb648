/** Lines of a stack trace, and the marks under an excerpt: of V8 and Java (`at f (file:1:2)`), Ruby (`from file:1:in`), Python (`File "x", line 1`). */
const FRAME = /^\s*(?:at\s.*[:(<]|from\s\S+:\d+|File ".*", line \d+|\.{3} \d+ (?:more|levels)|[\^~]+\s*$)/

/** An exception by its name (`TypeError`, `java.net.BindException`), or the level of a log beyond an error. */
const CAUSE =
  /\b(?:\w+\.)*[A-Z][a-z]\w*(?:Error|Exception)\b|\b(?:Error|Exception):|\b(?:emerg|alert|crit|fatal|panic)\b/

export function isStackFrame(line: string): boolean {
  return FRAME.test(line)
}

/** Of the lines of a log that look like complaints, the one that says why: the last that names an exception, else the last. */
export function pickCause(lines: readonly string[]): string | undefined {
  const told = lines.filter((line) => !isStackFrame(line))
  return told.findLast((line) => CAUSE.test(line)) ?? told.at(-1)
}
