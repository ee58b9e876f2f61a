import type pg from 'pg'
import { to } from 'pg-copy-streams'
import { PatchbayError } from '../../errors.ts'
import { BinaryRows, type DocumentRow } from './binary-rows.ts'

/** Bytes that are read ahead of who consumes the rows. */
const readAhead = 256 * 1024

/**
 * Streams the rows of a query of (id, json). PostgreSQL is read only as fast as rows are taken.
 * @throws whatever the driver throws, and an error when the stream ended before its trailer.
 */
export async function* copyDocuments(
  client: pg.Client,
  query: string,
): AsyncGenerator<readonly DocumentRow[]> {
  const stream = client.query(to(`COPY (${query}) TO STDOUT (FORMAT binary)`, { highWaterMark: readAhead }))
  const rows = new BinaryRows()
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue
    const page = rows.push(chunk)
    if (page.length > 0) yield page
  }
  if (!rows.ended) {
    throw new PatchbayError(
      'source.unreachable',
      'The connection to PostgreSQL was cut in the middle of a table.',
      {
        next: 'Look at the log of the server, then sync again.',
      },
    )
  }
}
