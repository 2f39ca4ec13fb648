/** Enough lines, and long enough, to show what is wrong. */
const LINES = 10
const LONGEST = 300

const COMPLAINT =
  /\b(?:emerg|alert|crit|critical|fatal|panic|fail|fails|failed|failure|failing|invalid|cannot|can't|could not|unable|unknown|denied|ignored|not found|no such|already in use|address in use|EADDRINUSE)\b|error|exception/i

/** Of what a target has written to its log, the last lines that read like complaints: words that servers have for what went wrong. */
export function findComplaints(log: string): string[] {
  const lines = log.split('\n').filter((line) => COMPLAINT.test(line))
  return lines.slice(-LINES).map((line) => line.trim().slice(0, LONGEST))
}
