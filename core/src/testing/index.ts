export { type ConformanceSubject, describeDataSource, list, type Listing } from './data-source-conformance.ts'
export { wholeJson } from '../sources/whole-json.ts'
