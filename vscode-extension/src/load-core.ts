import * as vscode from 'vscode'
import type * as core from './core-entry.ts'

export type CoreModule = typeof core

let loading: Promise<CoreModule> | undefined
let loaded = false

/** Whether all of it is here: whoever has something to show first needn't let that wait for it. */
export const isCoreLoaded = (): boolean => loaded

/**
 * The core, loaded the first time that somebody asks; the build puts it into its own file. What of it is the extension's
 * speaks the language of the editor.
 */
export const loadCore = (): Promise<CoreModule> =>
  (loading ??= import('./core-entry.ts').then((core) => {
    core.speak(vscode.l10n.bundle)
    loaded = true
    return core
  }))
