import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, type TestContext, vi } from 'vitest'
import { teamPassword } from '../team/open-team.ts'

export interface Hands {
  page: Page
  /** Does something until this is shown: what the editor is not ready for goes nowhere, for a person too. */
  until(act: () => Promise<unknown>, shown: Locator): Promise<void>
  /** Clicks on something until this is shown: what is being drawn anew takes no click. */
  press(button: Locator, shown: Locator): Promise<void>
  /** Chooses from a list, once it offers this, until it doesn't any more. */
  choose(text: string | RegExp): Promise<void>
  /** Opens the view that has nothing yet, and begins to add a cluster. */
  begin(): Promise<void>
  /** Runs a command of the palette by its title. */
  command(title: string): Promise<void>
  /** Opens a file of the folder. */
  open(file: string): Promise<void>
  /** Opens a file as the only one, with the cursor at its start or end, which an editor that is just being laid out may scroll to. */
  edit(file: string, at?: 'Home' | 'End'): Promise<void>
  /** Answers the input that asks this, once it does. */
  answer(asks: string, text: string): Promise<void>
  /** Saves under another name than the one that the dialog proposes. */
  saveAs(asks: string, proposed: string, path: string): Promise<void>
  /** Answers as whom of the team, once it is asked. */
  signIn(user: string): Promise<void>
  /** Adds a cluster as one of the team, question by question, until its row is there. */
  addCluster(name: string, url: string, user: string): Promise<void>
  /** Chooses from the menu of a row of a tree. */
  fromMenu(row: Locator, title: string): Promise<void>
  /** Puts the cursor into the editor, that many characters before the end of a line. */
  goToEnd(line: number, before: number): Promise<void>
  /** Takes a picture of the window, or of a part of it, into the folder that PATCHBAY_SCREENSHOTS names; without it, none. */
  picture(name: string, clip?: { x: number; y: number; width: number; height: number }): Promise<void>
  /** Says what is on the screen when a test failed: where it runs unseen, nothing else does. */
  tell(task: TestContext['task']): Promise<void>
}

// What a failed test tells of: the parts of the window, and where their words stand.
const parts = {
  'quick input': '.quick-input-widget:visible',
  menu: '.monaco-menu:visible',
  notifications: '.notification-list-item:visible',
  tree: '.pane-body .monaco-list-row',
  tabs: '.tab',
  'above lines': '.codelens-decoration',
  editor: '.editor-instance .view-line',
  suggestions: '.suggest-widget:visible',
  'status bar': '.statusbar-item:visible',
}

/** Works an editor as a person does, who looks whether it took what they did, and else does it again. */
export const handsOn = (page: Page): Hands => {
  const input = page.locator('.quick-input-widget input.input').first()
  const choice = (text: string | RegExp): Locator =>
    page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first()
  const again = (act: () => Promise<unknown>): Promise<unknown> =>
    vi.waitFor(act, { timeout: 90_000, interval: 200 })
  /** Chooses what these words find, of the palette or the files. */
  const find = async (key: string, words: string, text: string): Promise<void> => {
    await again(async () => {
      await page.keyboard.press(key)
      await input.waitFor({ timeout: 5000 })
      await input.fill(words)
      await choice(text).click({ timeout: 10_000 })
      await vi.waitFor(async () => {
        expect((await input.isVisible()) && (await input.inputValue()) === words).toBe(false)
      }, 5000)
    })
  }
  const hands: Hands = {
    page,
    async until(act, shown) {
      await again(async () => {
        await act()
        await shown.waitFor({ timeout: 10_000 })
      })
    },
    press: (button, shown) =>
      hands.until(async () => {
        // Clicked once more, much would be undone.
        if (!(await shown.isVisible())) await button.click({ timeout: 5000 })
      }, shown),
    async choose(text) {
      const item = choice(text)
      await item.waitFor({ timeout: 60_000 })
      await again(async () => {
        if (await item.isVisible()) await item.click({ timeout: 5000 })
        await item.waitFor({ state: 'hidden', timeout: 5000 })
      })
    },
    async begin() {
      const icon = page.locator('.activitybar [aria-label^="Patchbay"]').first()
      await icon.waitFor({ timeout: 60_000 })
      await hands.press(icon, page.getByText('No cluster yet.'))
      await hands.press(
        page.getByRole('button', { name: 'Add a cluster' }).first(),
        page.locator('.quick-input-widget', { hasText: 'A short name' }),
      )
    },
    command: (title) => find('F1', `>${title}`, title),
    open: (file) => find('Control+p', file, file),
    async edit(file, at = 'Home') {
      // Files on the left, responses beside them.
      await hands.command('View: Join All Editor Groups')
      // A page that is still opening what was open before takes the list of files away again.
      await hands.until(() => hands.open(file), page.locator(`.tab.active[data-resource-name="${file}"]`))
      await hands.until(
        async () => {
          await page.locator('.view-lines').first().click({ timeout: 5000 })
          await page.keyboard.press(`Control+${at}`)
        },
        page.locator('.statusbar-item', { hasText: at === 'Home' ? 'Ln 1, Col 1' : /Ln \d+, Col/ }),
      )
    },
    async answer(asks, text) {
      const question = page.locator('.quick-input-widget', { hasText: asks })
      await question.waitFor({ timeout: 30_000 })
      await input.fill(text)
      await again(async () => {
        if (await question.isVisible()) await page.keyboard.press('Enter')
        await question.waitFor({ state: 'hidden', timeout: 5000 })
      })
    },
    async saveAs(asks, proposed, path) {
      await page.locator('.quick-input-widget', { hasText: asks }).waitFor({ timeout: 30_000 })
      // The dialog reads the folder once it is shown, and then writes its proposal over whatever was typed meanwhile.
      await vi.waitFor(async () => expect(await input.inputValue()).toMatch(new RegExp(`/${proposed}$`)), {
        timeout: 30_000,
      })
      await hands.answer(asks, path)
    },
    async signIn(user) {
      await hands.answer('(3 of 5)', 'User and password')
      await hands.answer('User (Press', user)
      await hands.answer(`Password of ${user}`, teamPassword)
    },
    async addCluster(name, url, user) {
      await hands.answer('A short name', name)
      await hands.answer('Address of Elasticsearch', url)
      await hands.signIn(user)
      // Another command before it is added would close its last question.
      await page
        .locator('.monaco-list-row[aria-level="1"]', { hasText: name })
        .first()
        .waitFor({ timeout: 60_000 })
    },
    async fromMenu(row, title) {
      const menu = page.locator('.monaco-menu')
      await hands.until(() => row.click({ button: 'right' }), menu)
      // For a moment after it opens, a menu takes no click, lest the one that opened it chose.
      await again(async () => {
        if (await menu.isVisible())
          await menu.locator('.action-item', { hasText: title }).first().click({ timeout: 5000 })
        await menu.waitFor({ state: 'hidden', timeout: 2000 })
      })
    },
    async goToEnd(line, before) {
      const at = page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line}, Col`) })
      await hands.until(async () => {
        // A list of suggestions would take the keys.
        await page.keyboard.press('Escape')
        await page.keyboard.press('Control+g')
        await input.waitFor({ timeout: 5000 })
        await input.fill(`:${line}`)
        await page.keyboard.press('Enter')
      }, at)
      await page.keyboard.press('End')
      for (let moved = 0; moved < before; moved += 1) await page.keyboard.press('ArrowLeft')
    },
    async picture(name, clip) {
      const pictures = process.env['PATCHBAY_SCREENSHOTS']
      if (pictures === undefined) return
      await mkdir(pictures, { recursive: true })
      // No sign that something is being fetched, and nothing that is half faded in.
      await page.locator('.activitybar .progress-badge:visible').first().waitFor({ state: 'detached' })
      await page.screenshot({
        path: join(pictures, `${name}.png`),
        animations: 'disabled',
        ...(clip === undefined ? {} : { clip }),
      })
    },
    async tell(task) {
      if (task.result?.state !== 'fail') return
      for (const [part, where] of Object.entries(parts)) {
        const words = (await page.locator(where).allInnerTexts()).map((text) =>
          text.replaceAll(/\s+/g, ' ').trim(),
        )
        if (words.length > 0) console.error(`${part}: ${words.join(' | ').slice(0, 1000)}`)
      }
    },
  }
  return hands
}
