import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { localSlack } from '../slack/local-slack.ts'
import { lookAtScreens, typed } from '../slack/look-at-screens.ts'
import { playSocketMode, type SocketModeSlack } from '../slack/play-socket-mode.ts'
import { longest } from '../slack/longest.ts'

describe('whom the bot works for', () => {
  const opened = localSlack()
  const { idOf, whisperTo, modalOf } = lookAtScreens(opened)
  const say = async (name: string, text: string): Promise<string> => {
    await opened().workspace.person(name).command(text, opened().channel)
    return whisperTo(name)
  }

  it('links an account by a code that its user confirms, and ends that at once', async () => {
    const { team } = opened()
    expect(await say('nobody', 'list')).toContain('/connectors link USER')
    const asked = await say('nobody', 'link linus')
    const [, account = '', code = ''] = /actor link (\S+) --code ([\w.-]+)/.exec(asked) ?? []
    await expect(team.core.run(team.eve, 'actor.link', { account, code })).rejects.toThrow('linus')
    expect(await say('nobody', 'whoami')).toContain('Nobody knows')
    await team.core.run(team.linus, 'actor.link', { account, code })
    expect(await say('nobody', 'whoami')).toContain('linus')
    expect(await say('nobody', 'link eve')).toContain('You work here as linus, by link.')
    expect(await say('nobody', 'unlink')).toContain('no longer linus')
    expect(await say('nobody', 'whoami')).toContain('Nobody knows')
  })

  it('has a button for who is not known, which asks for their user and gives them the code', async () => {
    const { workspace, channel } = opened()
    expect(await say('nobody', 'list')).toContain('link.ask')
    const pressed = { type: 'button', action_id: 'link.ask', block_id: 'link', value: 'link' }
    await workspace.person('nobody').click({ channel, ts: '1', message: { blocks: [] } }, pressed)
    const form = await modalOf('nobody', 'Your user in Elasticsearch')
    await workspace.person('nobody').submit(form, { user: typed('linus') })
    const code = JSON.stringify(await modalOf('nobody', 'npx patchbay actor link'))
    expect(code).toContain(idOf('nobody'))
    // Guests have nothing to link.
    expect(await say('gus', 'list')).not.toContain('link.ask')
  })

  it('tells whoever runs the bot of each guest who was turned away, once a minute', async () => {
    const noted = () => opened().problems.filter((one) => one.startsWith(`${idOf('gus')} `))
    await say('gus', 'list')
    await say('gus', 'sync shop')
    expect(noted()).toEqual([
      `${idOf('gus')} of ${opened().workspace.team} was turned away: PatchbayError: Connectors can't be worked with by a guest.`,
    ])
  })

  it('heeds no link whose code it did not make', async () => {
    const { team, workspace } = opened()
    const account = `slack:${workspace.team}:${idOf('nobody')}`
    const payload = Buffer.from(
      JSON.stringify([account, 'linus', new Date(Date.now() + 60_000).toISOString()]),
    )
    const code = `${payload.toString('base64url')}.${'A'.repeat(43)}`
    await team.core.run(team.linus, 'actor.link', { account, code })
    expect(await say('nobody', 'whoami')).toContain('Nobody knows')
  })

  it('never starts a link, or sets a cluster up, from Slack', async () => {
    expect(await say('ada', 'actor link slack:T:U --code x')).toContain('no \\"actor link\\"')
    expect(await say('ada', 'cluster setup')).toContain('no \\"cluster setup\\"')
  })

  it('shows the help that fits the rights, and names what they lack', async () => {
    const [ada, eve] = [await say('ada', 'help'), await say('eve', 'help')]
    expect(ada).toContain('rotate-key')
    expect(eve).not.toContain('rotate-key')
    expect(eve).toContain('api-key rotate')
    expect(eve).toContain('Your rights don’t cover')
    expect(await say('nobody', 'help')).toContain('rotate-key')
  })

  /** Slack as an organisation sees it, or with people as Slack describes them, over sockets: no signature is needed. */
  describe('in an organisation of workspaces', () => {
    let slack: SocketModeSlack
    let stop = (): Promise<void> => Promise.resolve()
    let people: Record<string, string> = {}
    const info: Record<string, object> = {}
    beforeAll(async () => {
      const { workspace, startAnother } = opened()
      people = { [idOf('ada')]: 'ada', W0FOREIGN: 'grace' }
      slack = await playSocketMode(workspace.slack.apiUrl, {
        'auth.test': (answer) => ({ ...answer, team_id: 'E1', enterprise_id: 'E1' }),
        'users.info': (_answer, body) => {
          const id = new URLSearchParams(body).get('user') ?? ''
          return { ok: true, user: { id, ...info[id] } }
        },
        'users.lookupByEmail': () => ({ ok: true, user: { id: idOf('eve') } }),
      })
      const { apiUrl, appToken } = slack
      const bot = await startAnother({
        slack: { token: workspace.slack.token, apiUrl, appToken },
        people: () => people,
        matchEmail: true,
      })
      stop = async () => {
        await bot.stop()
        await slack.stop()
      }
    })
    afterAll(() => stop())

    const command = async (id: string, text: string, more: object = {}): Promise<string> => {
      const { channel } = opened()
      const answers = await slack.hear()
      await slack.send('slash_commands', {
        command: '/connectors',
        text,
        user_id: id,
        team_id: 'T2',
        enterprise_id: 'E1',
        is_enterprise_install: 'true',
        channel_id: channel,
        trigger_id: 't',
        response_url: answers.url,
        ...more,
      })
      await vi.waitFor(() => expect(answers.bodies).not.toHaveLength(0), longest)
      return answers.bodies.join()
    }

    it('takes people of each of its workspaces, and of no other', async () => {
      info[idOf('ada')] = { team_id: 'T2', enterprise_user: { enterprise_id: 'E1' } }
      info['W0FOREIGN'] = { team_id: 'T9', enterprise_user: { enterprise_id: 'E9' } }
      expect(await command(idOf('ada'), 'whoami')).toContain('ada')
      const before = opened().problems.length
      const foreign = await command('W0FOREIGN', 'whoami', { team_id: 'T9', enterprise_id: 'E9' })
      expect(foreign).toContain('Only people of this workspace')
      expect(opened().problems.slice(before).join()).toContain('W0FOREIGN of T9 was turned away')
      // Nobody says where they belong: they belong nowhere.
      info['W0NOWHERE'] = {}
      expect(await command('W0NOWHERE', 'whoami', { team_id: undefined })).toContain('Only people of this')
      // What a payload says of a person isn't believed.
      expect(await command('W0FOREIGN', 'whoami')).toContain('Only people of this workspace')
    })

    it('takes a click whose team is null, as an org-wide installation sends it', async () => {
      const answers = await slack.hear()
      const ack = await slack.send('interactive', {
        type: 'block_actions',
        team: null,
        enterprise: { id: 'E1', name: 'Org' },
        is_enterprise_install: true,
        user: { id: idOf('ada'), team_id: null },
        trigger_id: 't',
        channel: { id: opened().channel },
        container: { type: 'message' },
        message: { blocks: [] },
        response_url: answers.url,
        actions: [{ type: 'button', action_id: 'run.withdraw', block_id: 'b', value: 'NONE' }],
      })
      expect(ack).toEqual({})
      await vi.waitFor(() => expect(answers.bodies.join()).toContain('must be a run id'), longest)
    })

    it('forgets whom the configuration no longer names, without a restart', async () => {
      expect(await command(idOf('ada'), 'whoami')).toContain('ada')
      people = {}
      expect(await command(idOf('ada'), 'whoami')).toContain('Nobody knows')
    })

    it('knows people by an e-mail address only where Slack confirmed it and finds nobody else by it', async () => {
      const ours = { team_id: 'T2', enterprise_user: { enterprise_id: 'E1' } }
      const eve = { ...ours, profile: { email: 'eve' } }
      info[idOf('eve')] = { ...eve, is_email_confirmed: false }
      info[idOf('gus')] = { ...eve, is_email_confirmed: true }
      expect(await command(idOf('eve'), 'whoami')).toContain('Nobody knows')
      expect(await command(idOf('gus'), 'whoami')).toContain('Nobody knows')
      info[idOf('eve')] = { ...eve, is_email_confirmed: true }
      expect(await command(idOf('eve'), 'whoami')).toContain('eve')
    })

    it('reads the team and enterprise of each kind of payload, and never who somebody is', async () => {
      people = { [idOf('ada')]: 'ada', W0FOREIGN: 'grace' }
      const view = { id: 'V1', private_metadata: '{}', state: { values: {} } }
      const asked = { action_id: 'pick.connector', block_id: 'field:connector', value: '', view }
      const shapes = [
        // Installed in the organisation, and in one of its workspaces; a Slack of two organisations says nothing more.
        { team: null, enterprise: { id: 'E1', name: 'Org' }, is_enterprise_install: true },
        { team: { id: 'T2', domain: 'two', enterprise_id: 'E1' }, is_enterprise_install: false },
        { team: { id: 'T2', domain: 'two' } },
      ]
      await opened().team.connectorWithKey('grid-connector')
      for (const shape of shapes) {
        const list = async (user: object) =>
          JSON.stringify(
            await slack.send('interactive', { type: 'block_suggestion', ...shape, ...asked, user }),
          )
        expect(await list({ id: idOf('ada'), team_id: 'T2' })).toContain('grid-connector')
        // Of a person without a team Slack says where they belong.
        expect(await list({ id: idOf('ada') })).toContain('grid-connector')
        expect(await list({ id: 'W0FOREIGN', team_id: 'T2' })).not.toContain('grid-connector')
      }
    })

    it.each(['is_restricted', 'is_ultra_restricted', 'is_stranger', 'is_bot', 'deleted'])(
      'turns away who is %s',
      async (flag) => {
        const id = `W0${flag.toUpperCase()}`
        people = { [id]: 'ada' }
        info[id] = { team_id: 'T2', enterprise_user: { enterprise_id: 'E1' }, [flag]: true }
        expect(await command(id, 'whoami')).toContain("can't be worked with by")
      },
    )
  })
})
