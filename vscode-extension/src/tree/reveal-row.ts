import type * as vscode from 'vscode'

const tries = 20
/** Milliseconds. */
const pause = 250

/**
 * Selects and opens a row. A view that is just being drawn anew passes over, without a word, what it doesn't know yet:
 * so the row is asked for again until it is selected, for five seconds at most.
 */
export const revealRow = async <Row>(
  view: Pick<vscode.TreeView<Row>, 'reveal' | 'selection'>,
  row: Row,
  options: { focus: boolean; same: (selected: Row) => boolean },
): Promise<void> => {
  for (let tried = 0; tried < tries; tried += 1) {
    await view.reveal(row, { select: true, focus: options.focus, expand: true })
    // What is selected is told a moment later.
    await new Promise((resolve) => setTimeout(resolve, pause))
    if (view.selection.some(options.same)) return
  }
}
