import * as vscode from 'vscode'

const { l10n } = vscode

/** How long ago something was. */
export const age = (iso: string | null, now: Date): string => {
  if (iso === null) return l10n.t('never synced')
  const minutes = Math.floor((now.getTime() - Date.parse(iso)) / 60_000)
  if (Number.isNaN(minutes)) return ''
  if (minutes < 1) return l10n.t('just now')
  if (minutes < 60) return l10n.t('{0} min ago', minutes)
  if (minutes < 48 * 60) return l10n.t('{0} h ago', Math.floor(minutes / 60))
  return l10n.t('{0} d ago', Math.floor(minutes / 1440))
}

/** When something comes, in the reader's zone: the day only where it is not soon. */
export const clockTime = (iso: string, now: Date): string => {
  const at = new Date(iso)
  const soon = at.getTime() - now.getTime() < 20 * 3_600_000
  return at.toLocaleString(vscode.env.language, {
    ...(soon ? {} : { weekday: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
}
