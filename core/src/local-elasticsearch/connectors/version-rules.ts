/** What changed between versions of Elasticsearch in these APIs: asked here and nowhere else. */
export interface VersionRules {
  /** Deleting marks the document, unless `hard` is set; `include_deleted` shows it. Before 9.0 it was removed at once. */
  softDelete: boolean
  /** The index of a managed connector must begin with it; undefined: any name will do, as before 9.0. */
  managedPrefix: string | undefined
  /** Before 9.0 the caller's own rights on the connector indices count, beside the cluster privilege. */
  callersIndexRights: boolean
}

/** `version` is a full version number such as `8.17.10`. */
export const versionRules = (version: string): VersionRules => {
  const since9 = Number(version.split('.')[0]) >= 9
  return {
    softDelete: since9,
    managedPrefix: since9 ? 'content-' : undefined,
    callersIndexRights: !since9,
  }
}
