import type * as vscode from 'vscode'

const tries = 20
/** Milliseconds. */
const pause = 250

/**
 * Selects and opens a row. A view that is just being drawn anew passes over what it doesn't know yet, or fails: so it is
 * asked again until the row is selected, for about five seconds; what failed last is thrown.
 */
export const revealRow = async <Row>(
  view: Pick<vscode.TreeView<Row>, 'reveal' | 'selection'>,
  row: Row,
  options: { focus: boolean; same: (selected: Row) => boolean },
): Promise<void> => {
  for (let tried = 1; tried <= tries; tried += 1) {
    try {
      await view.reveal(row, { select: true, focus: options.focus, expand: true })
    } catch (error) {
      if (tried === tries) throw error
    }
    // What is selected is told a moment later.
    await new Promise((resolve) => setTimeout(resolve, pause))
    if (view.selection.some(options.same)) return
  }
}
