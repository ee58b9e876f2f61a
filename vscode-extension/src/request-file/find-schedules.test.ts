import { expect, it } from 'vitest'
import { findSchedules } from './find-schedules.ts'
import { parseRequestFile } from './parse-request-file.ts'

it('finds the schedules that requests would set, and no others', () => {
  const text = `PUT _connector/{{id}}/_scheduling?pretty
{ "scheduling": { "full": { "enabled": true, "interval": /* daily */ "0 0 3 * * ?" }, "incremental": { "interval": "{{when}}" } } }

PUT desks/_doc/1
{ "interval": "0 0 0 * * ?" }
`
  const found = findSchedules(parseRequestFile(text))
  expect(found.map(({ cron }) => cron)).toEqual(['0 0 3 * * ?'])
  for (const { start, end, cron } of found) expect(text.slice(start, end)).toBe(cron)
})
