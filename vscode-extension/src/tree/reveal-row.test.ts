import { describe, expect, it } from 'vitest'
import { revealRow } from './reveal-row.ts'

describe('revealRow', () => {
  /** A view that fails, and then doesn't know the row yet, when it is asked for the first times. */
  const viewThatKnowsAfter = (passes: number) => {
    const asked: string[] = []
    const selection: string[] = []
    return {
      asked,
      selection,
      reveal: async (row: string) => {
        asked.push(row)
        if (asked.length === 1 && passes > 0) throw new Error('Data tree node not found')
        if (asked.length > passes) selection.splice(0, 1, row)
      },
    }
  }
  const options = { focus: false, same: (row: string) => row === 'products' }

  it('asks again while the view is being drawn, and no longer once the row is selected', async () => {
    const view = viewThatKnowsAfter(2)
    await revealRow(view, 'products', options)
    expect(view.asked).toEqual(['products', 'products', 'products'])
    expect(view.selection).toEqual(['products'])
  })

  it('asks once for a row that the view knows', async () => {
    const view = viewThatKnowsAfter(0)
    await revealRow(view, 'products', options)
    expect(view.asked).toEqual(['products'])
  })
})
