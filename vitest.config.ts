import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores: load, its target and the test's own count share them, so files run one after the other.
    fileParallelism: false,
    // A scenario that ran while the machine was too busy to tell is run again, twice at the most.
    testTimeout: 180_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/closing-line.ts'],
  },
})
