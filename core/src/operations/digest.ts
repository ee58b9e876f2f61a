import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Json } from '../lib/json.ts'

/** What a vote is for: nothing else that a request says is believed. */
export interface DigestOf {
  cluster: string
  operation: string
  version: number
  input: Json
  basis: Json
}

/** SHA-256, lower-case hex, of the canonical JSON (RFC 8785). */
export const digest = (of: DigestOf): string =>
  createHash('sha256')
    .update(canonicalize(of) ?? '')
    .digest('hex')
