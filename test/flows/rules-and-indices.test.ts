import { describe } from 'vitest'
import { localPatchbay } from '../team/open-local-patchbay.ts'
import { rulesAndIndexCases } from '../team/rules-and-index-cases.ts'

describe('rules and indices on local Elasticsearch', () => {
  rulesAndIndexCases(localPatchbay())
})
