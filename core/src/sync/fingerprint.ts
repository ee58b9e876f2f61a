import { hash } from 'node:crypto'
import { fingerprintLength, type SourceDocument } from '../sources/data-source.ts'

/**
 * What tells whether a document has changed since it was written: 16 ASCII characters.
 * @param suffix what else shapes what is written: who may see it, where documents say so, and the pipeline.
 */
export const fingerprint = ({ json, basis }: Pick<SourceDocument, 'json' | 'basis'>, suffix = ''): string => {
  const content = basis ?? json
  const all = suffix === '' ? content : Buffer.concat([Buffer.from(content), Buffer.from(suffix)])
  return hash('sha256', all, 'base64url').slice(0, fingerprintLength)
}

/** Reads the field `_patchbay`: `<part>:<fingerprint>`. Undefined for anything else. */
export const readMark = (mark: string): { part: string; fingerprint: string } | undefined => {
  const colon = mark.length - fingerprintLength - 1
  if (colon < 0 || mark[colon] !== ':') return undefined
  return { part: mark.slice(0, colon), fingerprint: mark.slice(colon + 1) }
}
