import { changeSource } from './change-source.ts'
import { checkPrivileges } from './check-privileges.ts'
import { configureConnector } from './configure-connector.ts'
import { convertConnector } from './convert-connector.ts'
import { createConnector } from './create-connector.ts'
import { makeKey } from './make-key.ts'
import type { Road } from './road.ts'
import { checkOldKey, readKey, rotateKey } from './rotate-key.ts'
import { showSync } from './run-sync.ts'
import { searchDocuments } from './search-documents.ts'

const rows = 4200

/** The whole road, step by step; the first step that fails throws and says why. */
export const runRoad = async (road: Road): Promise<void> => {
  const connector = await createConnector(road)
  await checkPrivileges(road, connector)
  await configureConnector(road, connector)
  await makeKey(road, connector)
  await showSync(road, connector, {
    what: 'First sync',
    expected: { indexed: rows, deleted: 0, total: rows },
  })
  await changeSource(road)
  await showSync(road, connector, {
    what: 'Second sync',
    expected: { indexed: 13, deleted: 3, total: rows - 2 },
  })
  await searchDocuments(road, connector)
  const old = await readKey(road, connector)
  await rotateKey(road, connector)
  await showSync(road, connector, {
    what: 'Sync with the new key',
    expected: { indexed: 0, deleted: 0, total: rows - 2 },
  })
  await checkOldKey(road, old)
  await convertConnector(road, connector)
  await showSync(road, connector, {
    what: 'Sync as self-managed',
    expected: { indexed: 0, deleted: 0, total: rows - 2 },
  })
}
