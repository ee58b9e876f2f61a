import type { DocumentsPage } from './data-source.ts'

/** A document's JSON with the members that it shares with the rest of its part. */
export const wholeJson = (json: Buffer, { shared }: Pick<DocumentsPage, 'shared'>): Buffer =>
  shared === undefined ? json : Buffer.concat([json.subarray(0, -1), Buffer.from(`,${shared}}`)])
