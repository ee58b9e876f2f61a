import { onLocal } from '../conformance/on-cluster.ts'
import { type OpenPatchbay, openPatchbay } from './open-patchbay.ts'

/** Patchbay on a local Elasticsearch of its own around the tests of a suite; the result reaches it from inside them. */
export const localPatchbay = (options: { version?: string } = {}): (() => OpenPatchbay) =>
  onLocal(openPatchbay, options)
