import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

declare module 'vitest' {
  interface TaskMeta {
    /** How often a run was made until the harness was in time; absent where none was made. */
    tries?: number
  }
}

/** How many of the slowest tests are named. */
const NAMED = 20

/** Ends the output of a test run with its slowest tests, and `N passed, N failed, N skipped`, which scripts can read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const test of tests) count[test.result().state] += 1
    // A file that could not even be loaded has no tests to count.
    for (const module of modules) if (module.errors().length > 0) count.failed += 1
    const failed = count.failed + count.pending + unhandledErrors.length
    const slowest = listSlowest(tests)
    // After the default reporter has written its own summary.
    process.once('exit', () => {
      process.stdout.write(
        [...slowest, `${count.passed} passed, ${failed} failed, ${count.skipped} skipped`, ''].join('\n'),
      )
    })
  }
}

function listSlowest(tests: TestCase[]): string[] {
  const timed = tests
    .map((test) => ({ test, ms: test.diagnostic()?.duration ?? 0 }))
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, NAMED)
  if (timed.length === 0) return []
  const lines = timed.map(({ test, ms }) => {
    const file = relative(process.cwd(), test.module.moduleId)
    const { tries = 1 } = test.meta()
    const again = tries === 1 ? '' : ` (run ${tries} times: the harness was late)`
    return `${(ms / 1000).toFixed(1).padStart(7)} s  ${file} > ${test.fullName}${again}`
  })
  return [`The slowest ${timed.length} tests:`, ...lines, '']
}
