import * as vscode from 'vscode'

const { l10n } = vscode

/** What somebody can do with a run. */
export type ChoiceName =
  | 'approve'
  | 'reject'
  | 'withdraw'
  | 'start'
  | 'execute'
  | 'resume'
  | 'give'
  | 'abandon'
  | 'collect'

export interface Choice {
  name: ChoiceName
  label: string
  icon: string
  operation: string
  input: Record<string, unknown>
  /** Everybody wants to know why. */
  why?: boolean
  /** Paths of sensitive input that is asked for first. */
  secrets?: readonly string[]
}

interface Run {
  run: string
  state: string
  digest: string
  waitsFor: string | null
  /** Paths of sensitive input that no log keeps. */
  missing: readonly string[]
  /** Whether whoever is signed in asked for it. */
  mine: boolean
}

/** What can be done with a run by its state and by who asked for it; whether this person may is the core's to say. */
export const runChoices = ({ run, state, digest, waitsFor, missing, mine }: Run): Choice[] => {
  const choice = (
    name: ChoiceName,
    label: string,
    rest: Pick<Choice, 'icon' | 'operation' | 'why' | 'secrets'> & { input?: Record<string, unknown> },
  ): Choice => ({ name, label, ...rest, input: { run, ...rest.input } })
  const withdraw = choice('withdraw', l10n.t('Withdraw'), { icon: 'discard', operation: 'approval.withdraw' })
  const abandon = choice('abandon', l10n.t('Give up'), { icon: 'trash', operation: 'approval.abandon' })
  switch (state) {
    case 'waiting':
      return mine
        ? [withdraw]
        : [
            choice('approve', l10n.t('Approve'), {
              icon: 'check',
              operation: 'approval.decide',
              // The vote is for what was shown, and refused when that has changed.
              input: { choice: 'approve', digest },
            }),
            choice('reject', l10n.t('Reject …'), {
              icon: 'close',
              operation: 'approval.decide',
              input: { choice: 'reject' },
              why: true,
            }),
          ]
    case 'approved':
    case 'cleared':
      if (mine && waitsFor === 'start')
        return [choice('start', l10n.t('Start it'), { icon: 'play', operation: 'approval.start' }), withdraw]
      return mine
        ? [
            choice('execute', l10n.t('Run it'), {
              icon: 'play',
              operation: 'approval.execute',
              secrets: missing,
            }),
            withdraw,
          ]
        : []
    case 'failed':
      return [
        ...(mine
          ? [
              choice('resume', l10n.t('Resume'), {
                icon: 'debug-continue',
                operation: 'approval.resume',
                secrets: missing,
              }),
            ]
          : []),
        abandon,
      ]
    case 'ready':
      if (mine && waitsFor === 'input')
        return [
          choice('give', l10n.t('Give the secret …'), {
            icon: 'key',
            operation: 'approval.resume',
            secrets: missing,
          }),
          abandon,
        ]
      return mine && waitsFor === 'collect'
        ? [choice('collect', l10n.t('Take the key'), { icon: 'key', operation: 'api-key.collect' }), abandon]
        : [abandon]
    default:
      return []
  }
}
