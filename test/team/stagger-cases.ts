import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { OpenPatchbay } from './open-patchbay.ts'

/** Many connectors on one schedule, and syncs that would all begin at once. */
export const staggerCases = (opened: () => OpenPatchbay): void => {
  describe('staggered schedules', () => {
    const call = (operation: string, input: object) => opened().call(opened().ada, operation, input)
    const refusal = (operation: string, input: object) => opened().refusal(opened().ada, operation, input)
    const plan = (operation: string, input: object) => opened().plan(opened().ada, operation, input)
    const scheduleOf = async (connector: string) =>
      z
        .object({ schedules: z.object({ full: z.string() }) })
        .parse(await call('connector.get', { connector })).schedules.full

    it('spreads the begins of several connectors, the same way whatever their order', async () => {
      const ids = ['stagger-a', 'stagger-b', 'stagger-c']
      for (const id of ids) await call('connector.create', { serviceType: 'dir', name: id, id })
      const asked = { connectors: 'stagger-c,stagger-a,stagger-b', every: 'day at 2', within: '2h' }
      const planned = await plan('connector.stagger', asked)
      expect(planned).toMatch(
        /full sync of stagger-b","from":"off","to":"every day at 02:40 UTC \(0 40 2 \* \* \?\), next \d{4}-\d\d-\d\d 02:40 UTC"/,
      )
      expect(planned).not.toContain('warnings')
      expect(await plan('connector.stagger', { ...asked, within: '2m' })).toContain(
        'up to 2 begin in the same minute',
      )
      await call('connector.stagger', asked)
      expect(await Promise.all(ids.map(scheduleOf))).toEqual([
        'every day at 02:00 UTC',
        'every day at 02:40 UTC',
        'every day at 03:20 UTC',
      ])
      const again = { ...asked, connectors: ids.join(',') }
      expect(await plan('connector.stagger', again)).toContain('"changes":[]')
    })

    it('takes those that sync by themselves together, and leaves others off', async () => {
      await call('connector.schedule', { connector: 'stagger-c', enabled: false })
      await opened().elastic.es.indices.refresh({ index: '.elastic-connectors*', expand_wildcards: 'all' })
      const planned = await plan('connector.stagger', { connectors: 'all-scheduled', every: '6 hours' })
      expect(planned).toContain('full sync of stagger-a')
      expect(planned).not.toContain('full sync of stagger-c')
    })

    it.each([
      [{ every: 'day at 2', within: '25h' }, 'within', 'At most 24h.'],
      [{ every: '15 minutes', within: '20m' }, 'within', 'At most 15m.'],
      [{ every: 'day', within: 'soon' }, 'within', 'Such as 45m or 2h.'],
      [{ every: 'friday at 23:50' }, 'within', 'Give an earlier time of day, or less time.'],
      [{ every: 'minute' }, 'every', 'Such as "15 minutes" or "day at 2".'],
      [{ every: 'day', connectors: ',' }, 'connectors', '`patchbay connector list` shows them all.'],
      [{ every: 'day', kind: 'incremental' }, 'kind', expect.stringContaining('features')],
    ])('refuses %j', async (asked, field, next) => {
      const wrong = { connectors: 'stagger-a,stagger-b', ...asked }
      expect(await refusal('connector.stagger', wrong)).toMatchObject({ field, next })
      expect(await scheduleOf('stagger-b')).toBe('every day at 02:40 UTC')
    })

    it('is no way round a policy about the schedule of one of them', async () => {
      const session = opened().ada
      const rule = {
        operations: ['connector.schedule'],
        connectors: ['stagger-b'],
        decision: 'refuse' as const,
      }
      const strict = { ...session, cluster: { ...session.cluster, stricter: [rule] } }
      const asked = { connectors: 'stagger-a,stagger-b', every: 'day at 4' }
      expect(await opened().refusal(strict, 'connector.stagger', asked)).toMatchObject({
        code: 'policy.refused',
        message: expect.stringContaining('stagger-b'),
      })
      expect(await scheduleOf('stagger-a')).toBe('every day at 02:00 UTC')
    })

    it('are what the doctor asks for where many syncs begin at once', async () => {
      const report = z.object({
        items: z.array(
          z.object({ check: z.string(), state: z.string(), found: z.string(), next: z.string().nullable() }),
        ),
      })
      const examine = async () => {
        await opened().elastic.es.indices.refresh({ index: '.elastic-connectors*', expand_wildcards: 'all' })
        const { items } = report.parse(await call('cluster.doctor', {}))
        return items.find(({ check }) => check === 'schedules')
      }
      const ids = Array.from({ length: 11 }, (_, at) => `together-${at}`)
      const { es } = opened().elastic
      const scheduling = { full: { enabled: true, interval: '0 17 4 * * ?' } }
      for (const id of ids) {
        await es.connector.put({ connector_id: id, name: id, service_type: 'dir' })
        await es.connector.updateScheduling({ connector_id: id, scheduling })
      }
      expect(await examine()).toMatchObject({
        state: 'warning',
        found: expect.stringMatching(/at most 11 syncs in one minute, next at \d{4}-\d\d-\d\d 04:17 UTC$/),
        next: expect.stringContaining('patchbay connector stagger'),
      })
      await call('connector.stagger', { connectors: ids.join(','), every: 'day at 04:17', within: '30m' })
      expect(await examine()).toMatchObject({ state: 'ok' })
      for (const id of ids) await es.connector.delete({ connector_id: id })
    })
  })
}
