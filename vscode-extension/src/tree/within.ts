import * as vscode from 'vscode'
import { Told } from '../told.ts'

/** Whatever doesn't answer in this time says so in a row of its own; the others don't wait. Milliseconds. */
const patience = 12_000

/** An answer, or an error when it takes too long. */
export const within = async <Value>(asked: Promise<Value>, milliseconds = patience): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Told(vscode.l10n.t('It did not answer in time.'))), milliseconds)
  })
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}
