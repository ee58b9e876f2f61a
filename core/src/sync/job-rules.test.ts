import { describe, expect, it } from 'vitest'
import { syncJobSchema } from '../protocol/sync-job.ts'
import { jobRules } from './job-rules.ts'

const jobWith = (value: object) => ({
  job: syncJobSchema.parse({
    id: 'j',
    status: 'in_progress',
    created_at: '2026-01-01T00:00:00Z',
    connector: { id: 'c', filtering: { rules: [], advanced_snippet: { value } } },
  }),
})
const can = { serviceType: 'postgresql', advancedRules: true } as const

describe('the rules of a job', () => {
  it('hand an advanced one to a source that takes it', () => {
    const rule = [{ tables: ['t'], query: 'SELECT 1' }]
    expect(jobRules(jobWith(rule), can)).toMatchObject({ keeps: undefined, advanced: rule })
    expect(jobRules(jobWith({}), can).advanced).toBeUndefined()
  })

  it('end the sync where the source can not apply an advanced one, or it has another form', () => {
    expect(() => jobRules(jobWith([{ query: 'x' }]), { serviceType: 'dir' })).toThrow(
      "which the data source dir can't apply here",
    )
    expect(() => jobRules(jobWith([{ query: 'SELECT 1' }]), can)).toThrow('advanced[0].tables')
  })
})
