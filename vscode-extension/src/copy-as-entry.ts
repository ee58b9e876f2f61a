/** Requests as code of Elastic's clients: bundled as a file of its own, loaded when one is first copied. */
export { copyAsCode } from './copy-as/copy-as-code.ts'
