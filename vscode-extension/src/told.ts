/**
 * A failure that is no bug, in words for whoever is at the editor: what happened and what to do. Known by its name, for
 * the extension and the core are two bundles, each with a class of its own.
 */
export class Told extends Error {
  override readonly name = 'Told'
}
