import { spawnSync } from 'node:child_process'

/** The programs that the real Elasticsearch is built and run with. */
const tools = [
  { command: 'javac', package: 'openjdk-17-jdk-headless' },
  { command: 'mvn', package: 'maven' },
] as const

/**
 * Why the real Elasticsearch can't run here, as a sentence that says what to install; undefined when it can.
 * With `PATCHBAY_REQUIRE_REAL=1`, as `.ci/run` sets it, a missing program is an error instead of a skipped test.
 */
export const whyNoRealElasticsearch = (): string | undefined => {
  const missing = tools.filter(({ command }) => spawnSync(command, ['-version']).error !== undefined)
  if (missing.length === 0) return undefined
  const reason =
    `the real Elasticsearch needs ${missing.map((tool) => tool.command).join(' and ')}: ` +
    `apt-get install ${missing.map((tool) => tool.package).join(' ')} (Java 17 or newer)`
  if (process.env['PATCHBAY_REQUIRE_REAL'] === '1') throw new Error(reason)
  // Said aloud as well: a short test report does not show the names of skipped suites.
  console.warn(`Skipped: ${reason}.`)
  return reason
}
