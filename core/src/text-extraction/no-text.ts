/** Why a file has no text that can be taken out, as the end of a sentence: "it is protected by a password". */
export class NoText extends Error {
  override readonly name = 'NoText'
}
