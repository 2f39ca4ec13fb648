import { defineConfig } from 'vitest/config'

/** Needs a build, and servers, processes or time of its own. */
const REAL = 'test/**/*.real.test.ts'
/** Scenarios against their real servers. */
const LIBRARY = 'test/library/*.test.ts'
/** What takes a whole cluster. */
const CLUSTER = ['test/library/kubernetes/*.test.ts', 'test/cli/in-cluster.real.test.ts']

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    // One project after the other: what one of them counts is not disturbed by the others.
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [REAL, 'test/library/**'],
          // Pure tests leave nothing behind, so that files can share what they import, which takes half of the time.
          isolate: false,
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: [REAL],
          exclude: CLUSTER,
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'library',
          include: [LIBRARY],
          // One after the other: two keep two processors so busy that the harness of one or the other is late, and is run again.
          fileParallelism: false,
          testTimeout: 600_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: CLUSTER,
          // Pods that start take both cores: files side by side took longer than one after the other, and made the harness late.
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
