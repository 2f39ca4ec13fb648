import { defineConfig } from 'vitest/config'

/** Scenarios of the library: each takes one core at the most. Those of a cluster take all that there is. */
const LIBRARY = 'test/end-to-end/scenarios/!(kubernetes).test.ts'

export default defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/support/closing-line.ts'],
    projects: [
      {
        extends: true,
        // Two cores: load, its target and the test's own count share them, so files run one after the other.
        test: {
          name: 'hitless',
          include: ['test/**/*.test.ts'],
          exclude: [LIBRARY],
          fileParallelism: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'library',
          include: [LIBRARY],
          maxWorkers: 2,
          // A scenario that ran while the machine was too busy to tell is run again, twice at the most, and alone: it waits for the
          // other one to end, which may wait for it in turn.
          testTimeout: 600_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
