export { connectorKeysFile } from './connector-keys-file.ts'
export { sources, type Sources } from '../sources/registry.ts'
export { runDue, startWorker, type Worker } from './start-worker.ts'
export { defaultTiming, type Timing, type WorkerOptions } from './worker-options.ts'
