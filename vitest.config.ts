import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], options: object = {}) => ({
  test: { name, include, testTimeout: 60_000, hookTimeout: 120_000, ...options },
})

export default defineConfig({
  test: {
    // The tests mostly wait for servers: a machine of two cores runs three files at a time, not one.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      project('unit', [
        '{core,slack-bot,vscode-extension,start}/src/**/*.test.ts',
        '{.,vscode-extension}/scripts/**/*.test.ts',
      ]),
      project('flows', ['test/{flows,conformance,architecture}/**/*.test.ts']),
      // One file at a time: they start servers that want the whole machine.
      project('e2e', ['test/e2e/**/*.test.ts'], {
        fileParallelism: false,
        testTimeout: 300_000,
        hookTimeout: 300_000,
      }),
      project('faults', ['test/faults/**/*.test.ts'], { fileParallelism: false, testTimeout: 1_200_000 }),
    ],
  },
})
