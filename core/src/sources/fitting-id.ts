import { createHash } from 'node:crypto'

/** Elasticsearch takes ids of 512 bytes at most; Elastic's service puts the MD5 of a longer one in its place. */
export const fittingId = (id: string): string =>
  Buffer.byteLength(id) <= 512 ? id : createHash('md5').update(id).digest('hex')
