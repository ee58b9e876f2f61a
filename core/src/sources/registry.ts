import type { DataSourceDefinition } from './data-source.ts'
import { withDriver } from './with-driver.ts'

/** Data sources by service type, each loaded with its driver when it is first asked for. */
export type Sources = Readonly<Record<string, () => Promise<DataSourceDefinition>>>

export const sources: Sources = {
  azure_blob_storage: async () =>
    (await import('./azure-blob-storage/azure-blob-storage.ts')).azureBlobStorage,
  dir: async () => (await import('./dir/dir.ts')).dir,
  github: async () => (await import('./github/github.ts')).github,
  google_cloud_storage: async () =>
    (await import('./google-cloud-storage/google-cloud-storage.ts')).googleCloudStorage,
  mongodb: async () => (await import('./mongodb/mongodb.ts')).mongodb,
  mssql: withDriver('SQL Server', async () => (await import('./mssql/mssql.ts')).mssql),
  mysql: async () => (await import('./mysql/mysql.ts')).mysqlSource,
  network_drive: async () => (await import('./network-drive/network-drive.ts')).networkDrive,
  oracle: withDriver('Oracle', async () => (await import('./oracle/oracle.ts')).oracle),
  postgresql: async () => (await import('./postgresql/postgresql.ts')).postgresql,
  redis: async () => (await import('./redis/redis.ts')).redis,
  s3: async () => (await import('./s3/s3.ts')).s3,
}
