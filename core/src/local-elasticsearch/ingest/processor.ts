import type { IngestDocument } from './ingest-document.ts'

/** How a processor that holds others makes them. */
export interface CompileDeps {
  /** A list of processors, as `on_failure` has it. */
  compile(entries: readonly unknown[]): Processor
  /** The steps of another pipeline, looked up when they are needed; undefined where there is none. */
  pipeline(id: string): Processor | undefined
}

/** One compiled step of a pipeline. Throws 400 where the document doesn't allow it. */
export type Processor = (document: IngestDocument) => void
