import type { Command } from 'commander'
import type { Runner } from '../operations/create-runner.ts'
import type { Terminal } from './terminal.ts'

/** What such a command works with. */
export interface Surroundings {
  core: Runner
  version: string
  terminal: Terminal
  signal: AbortSignal
}

/** A command that is no operation: it starts something, or needs no cluster. */
export type OtherCommand = (parts: Surroundings) => (program: Command) => void
