/** Expressions that pick a part of a response: bundled as a file of its own, loaded when one is first written. */
export { filterJson } from './request-file/filter-json.ts'
