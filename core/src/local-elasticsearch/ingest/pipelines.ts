import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { illegalArgument } from '../http/common-errors.ts'
import { textSetting } from '../indices/index-settings.ts'
import type { Principal } from '../security/principal.ts'
import type { IndexRecord } from '../store/store.ts'
import { isObject } from '../xcontent/is-object.ts'
import { readJson } from '../xcontent/read-json.ts'
import { compilePipeline } from './compile-pipeline.ts'
import { IngestDocument } from './ingest-document.ts'
import type { Processor } from './processor.ts'

export interface PipelineRun {
  index: IndexRecord
  id: string
  text: string
  /** The pipeline of the request: it replaces the default pipeline, `_none` skips it; the final one always runs. */
  pipeline: string | undefined
  principal: Principal
}

export interface Pipelines {
  ids(): string[]
  /** The body as it was put. */
  body(id: string): unknown
  put(id: string, body: unknown): void
  remove(id: string): void
  /** The document after its pipelines, as JSON text; undefined where one of them dropped it. Throws 400. */
  run(run: PipelineRun): string | undefined
  /** One pipeline, kept or given, for documents that are not written: each as it became, or why it failed. */
  simulate(
    given: { id: string } | { body: unknown },
  ): (source: Record<string, unknown>, principal: Principal) => IngestDocument
}

const row = z.object({ id: z.string(), body: z.string() })

/** The ingest pipelines, kept in the database. `begin` is called before each write. */
export const createPipelines = (
  db: DatabaseSync,
  begin: () => void,
  now: () => Date = () => new Date(),
): Pipelines => {
  db.exec(
    'CREATE TABLE IF NOT EXISTS pipelines (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID',
  )
  const select = db.prepare('SELECT id, body FROM pipelines WHERE id = ?')
  const find = (id: string): unknown => {
    const found = select.get(id)
    return found === undefined ? undefined : JSON.parse(row.parse(found).body)
  }
  // Compiled steps by the text that they were made of: right after a rollback too.
  const compiled = new Map<string, { text: string; steps: Processor }>()
  const stepsOf = (id: string): Processor | undefined => {
    const found = select.get(id)
    if (found === undefined) return undefined
    const { body: text } = row.parse(found)
    const known = compiled.get(id)
    if (known?.text === text) return known.steps
    const steps = compilePipeline(id, JSON.parse(text), stepsOf)
    compiled.set(id, { text, steps })
    return steps
  }

  return {
    ids: () =>
      db
        .prepare('SELECT id, body FROM pipelines ORDER BY id')
        .all()
        .map((found) => row.parse(found).id),
    body: find,
    put(id, body) {
      compilePipeline(id, body)
      begin()
      db.prepare('INSERT OR REPLACE INTO pipelines (id, body) VALUES (?, ?)').run(id, JSON.stringify(body))
    },
    remove(id) {
      begin()
      db.prepare('DELETE FROM pipelines WHERE id = ?').run(id)
    },
    run({ index, text, pipeline = textSetting(index, 'index.default_pipeline'), principal }) {
      const final = textSetting(index, 'index.final_pipeline')
      const ids = [pipeline, final].filter((id) => id !== undefined && id !== '_none')
      if (ids.length === 0) return text
      const steps = ids.map((id) => {
        const found = id === undefined ? undefined : stepsOf(id)
        if (found === undefined) throw illegalArgument(`pipeline with id [${id}] does not exist`)
        return found
      })
      const source = readJson(text)
      // What is no object is refused where the document is checked against the mapping.
      if (!isObject(source)) return text
      const document = new IngestDocument(source, principal, now().toISOString())
      for (const step of steps) {
        step(document)
        if (document.dropped) return undefined
      }
      return JSON.stringify(document.source)
    },
    simulate(given) {
      const steps =
        'id' in given ? stepsOf(given.id) : compilePipeline('_simulate_pipeline', given.body, stepsOf)
      if (steps === undefined)
        throw illegalArgument(`pipeline [${'id' in given ? given.id : ''}] does not exist`)
      return (source, principal) => {
        const document = new IngestDocument(source, principal, now().toISOString())
        steps(document)
        return document
      }
    },
  }
}
