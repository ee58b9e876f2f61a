/** Schedules in words, for a front end that runs in a web page. Package entry `./schedules`: nothing of it needs Node. */
export { isPatchbayError } from '../errors.ts'
export { nextRuns, parseSchedule } from '../protocol/schedule.ts'
export { scheduleWords } from '../protocol/schedule-words.ts'
