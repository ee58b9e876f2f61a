import type { Button } from '@slack/types'
import { button } from '../views/blocks.ts'

export const quickPrefix = 'quick:'

/** A button that starts an operation, about a connector or about nothing yet. */
export const quickButton = ({
  operation,
  label,
  about = '',
}: {
  operation: string
  label: string
  /** The id of a connector. */
  about?: string
}): Button => button({ action: `${quickPrefix}${operation}`, label, value: about || '-' })
