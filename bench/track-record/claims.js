/**
 * Whether hitless said what a bug of bugs.yaml claims: the verdict, findings with their restarts, findings that would be wrong, and
 * numbers of the report beside those of the server's own account.
 */
export function checkClaim({ verdict, findings, never = [], numbers = {} }, report, account) {
  const checks = Object.entries(numbers).map(([name, claim]) => checkNumber(name, claim, report, account))
  return {
    checks,
    wrong: [
      ...(report.verdict.status === verdict ? [] : [`verdict ${report.verdict.status}, not ${verdict}`]),
      ...Object.entries(findings).flatMap(([id, restarts]) => checkFinding(id, restarts, report)),
      ...never.filter((id) => findFinding(report, id)).map((id) => `${id}, which is not the cause`),
      ...checks.filter(({ holds }) => !holds).map(({ text }) => text),
    ],
  }
}

/** `killed or cut-in-flight`: the restarts of both count. */
function checkFinding(either, restarts, report) {
  const found = idsOf(either)
    .map((id) => findFinding(report, id))
    .filter(Boolean)
  if (found.length === 0) return [`no ${either}, but ${report.findings.map(({ id }) => id).join(', ') || 'nothing'}`]
  const seen = [...new Set(found.flatMap((finding) => finding.restarts))].toSorted((a, b) => a - b)
  return String(seen) === String(restarts)
    ? []
    : [`${either} in restarts ${seen.join(', ') || 'none'}, not ${restarts}`]
}

export function idsOf(either) {
  return either.split(' or ')
}

function findFinding(report, id) {
  return report.findings.find((one) => one.id === id)
}

/** A claim is a sum that a number of the report must equal, or the least and the most that it may be. */
function checkNumber(name, claim, report, account) {
  const [least, most] = Array.isArray(claim) ? claim : [claim, claim]
  const [value, low, high] = [name, least, most].map((sum) => addUp(String(sum), report, account))
  const between = Array.isArray(claim)
    ? `between ${describe(least, low)} and ${describe(most, high)}`
    : describe(claim, low)
  return { text: `${name} ${show(value)}: ${between}`, holds: value >= low && value <= high }
}

function describe(sum, value) {
  return String(sum) === show(value) ? String(sum) : `${sum} ${show(value)}`
}

function show(value) {
  return Number.isNaN(value) ? 'unknown' : String(Math.round(value * 10) / 10)
}

/** `begun - done`: numbers, words of the account, and paths in the report, which have a dot. */
function addUp(sum, report, account) {
  let sign = 1
  let total = 0
  for (const term of sum.split(' ')) {
    if (term === '+' || term === '-') sign = term === '+' ? 1 : -1
    else total += sign * readTerm(term, report, account)
  }
  return total
}

function readTerm(term, report, account) {
  if (/^\d/.test(term)) return Number(term)
  if (!term.includes('.')) return account[term] ?? 0
  const [first, ...path] = term.split('.')
  return Number(path.reduce((part, key) => part?.[key], rootOf(first, report)))
}

/** Findings, restarts and traffic go by their id, number and name. */
function rootOf(first, report) {
  if (first === 'findings') return Object.fromEntries(report.findings.map(({ id, figures }) => [id, figures]))
  if (first === 'restarts') return Object.fromEntries(report.restarts.map((restart) => [restart.index, restart]))
  if (first === 'traffic') return Object.fromEntries(report.traffic.map((traffic) => [traffic.name, traffic]))
  if (first === 'lifelines') return Object.fromEntries(report.lifelines.map((one) => [one.kind, one]))
  return report[first]
}
