import { describe, expect, it } from 'vitest'
import { cronFault } from './cron-fault.ts'

describe('cronFault', () => {
  it.each([
    '0 0 0 * * ?',
    '0 0/30 9-17 ? * MON-FRI',
    '0 15 10 L * ?',
    '0 15 10 L-2 * ?',
    '0 15 10 LW * ?',
    '0 15 10 15W * ?',
    '0 15 10 ? * 6L 2027-2030',
    '0 15 10 ? * FRI#3',
    '0 0,15,30 * 1 JAN,JUL ?',
    '*/10 * * * * ?',
  ])('takes %s', (expression) => {
    expect(cronFault(expression)).toBeUndefined()
  })

  it.each([
    ['61 0 0 * * ?', 'Minute and Second values must be between 0 and 59'],
    ['0 0 24 * * ?', 'Hour values must be between 0 and 23'],
    ['0 0 0 32 * ?', 'Day of month values must be between 1 and 31'],
    ['0 0 0 * 13 ?', 'Month values must be between 1 and 12'],
    ['0 0 0 ? * 8', 'Day-of-Week values must be between 1 and 7'],
    ['0 0 0 * *', 'unexpected end of expression'],
    ['daily', "illegal characters [DAI] at pos [0] '"],
    [
      '0 0 0 * * *',
      'support for specifying both a day-of-week AND a day-of-month parameter is not implemented',
    ],
    ['0 0 0 ? * ?', "'?' can only be specified for Day-of-Month -OR- Day-of-Week"],
    ['0 0/ 0 * * ?', "'/' must be followed by an integer"],
  ])('refuses %s: %s', (expression, fault) => {
    expect(cronFault(expression)).toContain(fault)
  })
})
