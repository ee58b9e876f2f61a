import pg from 'pg'
import type { Table } from './list-tables.ts'
import { type Selection, selectDocuments } from './select-documents.ts'

/** 12 bytes make 16 characters of base64, without a rest. */
const hashed = (bytes: string): string =>
  `translate(encode(substr(sha256(${bytes}), 1, 12), 'base64'), '+/', '-_')`

/** A document's fingerprint, made of its JSON text. */
const fingerprintOf = (suffix: string): string => {
  // The line breaks of a json column are blanks in what is given.
  const line = `convert_to(replace(d.json::text, E'\\n', ' '), 'UTF8')`
  // As bytes: a database in another encoding may not know its characters.
  const hex = Buffer.from(suffix).toString('hex')
  return hashed(suffix === '' ? line : `${line} || decode('${hex}', 'hex')`)
}

interface Asked {
  piece: string
  /** As of `FingerprintsRequest`. */
  suffix: string
}

/**
 * SQL for the ids of a piece's documents, as a JSON array, and their fingerprints, one after the other. They are made of
 * the JSON text on the server: whatever shapes that (columns, their types and conversions, settings of the session)
 * shapes the fingerprint.
 */
export const selectFingerprints = (selection: Selection, table: Table, { piece, suffix }: Asked): string =>
  `SELECT coalesce(json_agg(d.id), '[]')::text AS ids, coalesce(string_agg(${fingerprintOf(suffix)}, ''), '') AS fingerprints
    FROM (${selectDocuments(selection, table, piece)}) d (id, json)`

/** SQL for how many documents a piece has, and the digest of it as a chunk. */
export const selectDigest = (selection: Selection, table: Table, { piece, suffix }: Asked): string => {
  const lines = `string_agg(d.id || E'\\n' || ${fingerprintOf(suffix)}, '')`
  return `SELECT count(*)::int AS documents, ${hashed(`convert_to(coalesce(${lines}, ''), 'UTF8')`)} AS digest
    FROM (${selectDocuments(selection, table, piece)}) d (id, json)`
}

/** SQL for some documents of a piece. */
export const selectSome = (
  selection: Selection,
  table: Table,
  { piece, ids }: { piece: string; ids: readonly string[] },
): string => {
  const wanted = ids.map((id) => pg.escapeLiteral(id)).join(', ')
  return `SELECT d.id, d.json FROM (${selectDocuments(selection, table, piece)}) d (id, json) WHERE d.id = ANY (ARRAY[${wanted}]::text[])`
}
