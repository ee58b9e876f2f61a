/** GitHub gave only a part of what was asked for, and why, as the end of a sentence. */
export class Incomplete extends Error {
  override readonly name = 'Incomplete'
}
