import { describe } from 'vitest'
import { manyKeysCases } from '../team/many-keys-cases.ts'
import { migrationCases } from '../team/migration-cases.ts'
import { secretCases } from '../team/secret-cases.ts'
import { localPatchbay } from '../team/open-local-patchbay.ts'

describe('on local Elasticsearch', () => {
  const opened = localPatchbay()
  manyKeysCases(opened)
  migrationCases(opened)
  secretCases(opened)
})
