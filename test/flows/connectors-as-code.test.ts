import { describe } from 'vitest'
import { applyCases } from '../team/apply-cases.ts'
import { localPatchbay } from '../team/open-local-patchbay.ts'

describe('connectors as code on local Elasticsearch', () => {
  applyCases(localPatchbay())
})
