import { createHash } from 'node:crypto'
import { PatchbayError } from '../errors.ts'

/** Stands in a cursor for the settings that it was made with: what is read now must be what was read then. */
export const settingsMark = (...settings: unknown[]): string =>
  createHash('sha256').update(JSON.stringify(settings)).digest('base64url').slice(0, 16)

/** A cursor that can't be gone on from, and why. */
export const cursorLost = (why: string): PatchbayError =>
  new PatchbayError('source.refused', `An incremental sync can't go on from the last one: ${why}.`, {
    next: 'Run a full sync; incremental ones go on from there.',
  })
