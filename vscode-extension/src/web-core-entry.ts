/** Of the core, what an editor in a web page has of it: it asks no cluster. */
export { sayCron } from './say-cron.ts'
export { speak } from './speak.ts'
