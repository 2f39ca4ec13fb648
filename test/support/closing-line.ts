import type { Reporter, TestModule } from 'vitest/node'

/** Ends the output of a test run with `N passed, N failed, N skipped`, which scripts can read. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1
      // A file that could not even be loaded has no tests to count.
      if (module.errors().length > 0) count.failed += 1
    }
    const failed = count.failed + count.pending + unhandledErrors.length
    // After the default reporter has written its own summary.
    process.once('exit', () => {
      process.stdout.write(`${count.passed} passed, ${failed} failed, ${count.skipped} skipped\n`)
    })
  }
}
