import type { IngestDocument } from './ingest-document.ts'

/** One compiled step of a pipeline. Throws 400 where the document doesn't allow it. */
export type Processor = (document: IngestDocument) => void
