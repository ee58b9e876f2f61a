import pc from 'picocolors'

/** One line of the road: what, and a figure when it is done. */
export type ShowStep = <T>(
  what: string,
  work: (say: (progress: string) => void) => Promise<{ figure: string; value: T }>,
) => Promise<T>

const column = 30

/** Writes a line while something works and puts its outcome in its place; without a terminal, only the outcome. */
export const showStepsOn = (out: NodeJS.WriteStream): ShowStep => {
  const line = (mark: string, what: string, figure: string) => `  ${mark} ${what.padEnd(column)} ${figure}`
  const replace = (text: string) => {
    out.write(out.isTTY ? `\r\u001b[K${text}\n` : `${text}\n`)
  }
  return async (what, work) => {
    const say = (progress: string) => {
      if (out.isTTY) out.write(`\r\u001b[K${line(pc.yellow('◐'), what, progress)}`)
    }
    say('…')
    const begun = performance.now()
    try {
      const { figure, value } = await work(say)
      const seconds = (performance.now() - begun) / 1000
      replace(line(pc.green('●'), what, seconds < 0.1 ? figure : `${figure} · ${seconds.toFixed(1)} s`))
      return value
    } catch (error) {
      replace(line(pc.red('✕'), what, 'failed'))
      throw error
    }
  }
}
