export { type ConformanceSubject, describeDataSource, list, type Listing } from './data-source-conformance.ts'
