import type { Table } from './list-tables.ts'
import type { Selection } from './select-documents.ts'

/** Blocks of 8 KB that are read at once: after each piece the listing can go on from there. Each is a chunk. */
const pieceBlocks = 2_048

/** Ranges of rows by their place came with PostgreSQL 14; before, each piece would read the whole table. */
export const knowsRanges = 140_000

/** Which chunk a block is in, and the block that the next one begins with. */
export const chunkOf = (block: number): { chunk: number; isFirst: boolean; next: number } => {
  const chunk = Math.floor(block / pieceBlocks)
  return { chunk, isFirst: block % pieceBlocks === 0, next: (chunk + 1) * pieceBlocks }
}

/** Rows of the blocks from one to before another; undefined: to the end. */
export const rowsOfBlocks = (from: number, next: number | undefined): string =>
  `t.ctid >= '(${from},0)'::tid${next === undefined ? '' : ` AND t.ctid < '(${next},0)'::tid`}`

export interface Piece {
  /** A condition on the table's rows, named `t`; undefined for all of them. */
  where: string | undefined
  /** The block that the next piece begins with; undefined after the last one. */
  next: number | undefined
}

/** A table in pieces, in the order in which it lies on disk; one piece where that can't be told. */
export const piecesOf = (
  { serverVersion, changed }: Pick<Selection, 'serverVersion' | 'changed'>,
  { blocks }: Table,
  from = 0,
): Piece[] => {
  const whole = blocks == null || serverVersion < knowsRanges || changed !== undefined
  if (whole || (from === 0 && blocks <= pieceBlocks)) return [{ where: undefined, next: undefined }]
  const pieces: Piece[] = []
  for (let at = from; at < blocks || pieces.length === 0; at += pieceBlocks) {
    const next = at + pieceBlocks < blocks ? at + pieceBlocks : undefined
    pieces.push({ where: rowsOfBlocks(at, next), next })
  }
  return pieces
}
