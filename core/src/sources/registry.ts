import type { DataSourceDefinition } from './data-source.ts'

/** Data sources by service type, each loaded with its driver when it is first asked for. */
export type Sources = Readonly<Record<string, () => Promise<DataSourceDefinition>>>

export const sources: Sources = {
  dir: async () => (await import('./dir/dir.ts')).dir,
  postgresql: async () => (await import('./postgresql/postgresql.ts')).postgresql,
}
