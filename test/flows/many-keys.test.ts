import { describe } from 'vitest'
import { manyKeysCases } from '../team/many-keys-cases.ts'
import { localPatchbay } from '../team/open-local-patchbay.ts'

describe('on local Elasticsearch', () => manyKeysCases(localPatchbay()))
