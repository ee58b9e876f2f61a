import type { PatchbayError } from '../errors.ts'

/** Why a part is skipped, with the fix, as the end of a sentence. */
export const reasonOf = ({ message, next }: PatchbayError): string => {
  const [what, fix] = [message, next ?? ''].map((sentence) => sentence.replace(/\.$/, ''))
  return `${what?.charAt(0).toLowerCase()}${what?.slice(1)} (${fix})`
}
