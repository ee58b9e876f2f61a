import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readProjectFile } from './project-files.ts'

/** `import … from 'x'` and `export … from 'x'` that are there when the program runs: no types, and not `import()`. */
const loads = /^(?:import|export) (?!type )[^'"]*?from '([^']+)'|^import '([^']+)'/gms

/** Everything that is loaded before the first line of a file runs. */
const loadedBy = (first: string): Set<string> => {
  const seen = new Set<string>()
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    if (!name.startsWith('core/') || !name.endsWith('.ts')) return
    for (const [, from, bare] of readProjectFile(name).matchAll(loads)) {
      const target = from ?? bare ?? ''
      visit(target.startsWith('.') ? posix.join(posix.dirname(name), target) : target)
    }
  }
  visit(first)
  return seen
}

describe('what a command loads before it knows what it is asked', () => {
  const loaded = loadedBy('core/src/cli/main.ts')

  it('is the catalogue, without the client and the rest that takes time', () => {
    expect(loaded).toContain('core/src/catalogue.ts')
    expect(loaded).toContain('commander')
    const slow = [...loaded].filter((name) =>
      /elastic\/|inquirer|modelcontextprotocol|opentelemetry|string-width|^pg|local-elasticsearch\//.test(
        name,
      ),
    )
    expect(slow).toEqual([])
  })
})

describe('what a worker loads before it knows whether anybody collects traces', () => {
  it('is nothing of OpenTelemetry', () => {
    const loaded = [
      ...loadedBy('core/src/cli/worker-command.ts'),
      ...loadedBy('core/src/sync/index.ts'),
      ...loadedBy('core/src/sync/serve-worker.ts'),
    ]
    expect(loaded).toContain('core/src/sync/span.ts')
    expect(loaded.filter((name) => /opentelemetry|open-traces/.test(name))).toEqual([])
    expect([...loadedBy('core/src/sync/open-traces.ts')]).toContain('@opentelemetry/sdk-trace')
  })
})
