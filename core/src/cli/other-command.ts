import type { Command } from 'commander'
import type { Runner } from '../operations/create-runner.ts'
import type { Terminal } from './terminal.ts'

/** A command that is no operation: it starts something, or needs no cluster. */
export type OtherCommand = (parts: {
  core: Runner
  version: string
  terminal: Terminal
  signal: AbortSignal
}) => (program: Command) => void
