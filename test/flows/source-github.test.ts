import { type DataSource, sources } from '@patchbay/core/sync'
import { describeDataSource, list } from '@patchbay/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAuthority, makeServerCertificate } from '../fixtures/certificates.ts'
import { changesOf } from '../fixtures/changes-of.ts'
import { freePort } from '../fixtures/free-port.ts'
import { listingsFromCheckpoints, problemOf } from '../fixtures/source-problem.ts'
import { startTlsFront } from '../fixtures/tls-front.ts'
import { appKey, type GitHubServer, startGitHub } from '../fixtures/start-github.ts'

describe("github, on an emulator of GitHub's REST API", async () => {
  let server: GitHubServer
  let count = 0
  let closed = 0
  beforeAll(async () => {
    server = await startGitHub()
    closed = await freePort()
    at(server.port)
  })
  afterAll(async () => {
    delete process.env['GITHUB_API_URL']
    await server?.stop()
  })

  const at = (port: number): void => {
    process.env['GITHUB_API_URL'] = `http://127.0.0.1:${port}`
  }
  const load = sources['github']
  if (load === undefined) throw new Error('no github source')
  const github = await load()
  const open = (repositories: string[], more: Record<string, unknown> = {}): DataSource =>
    github.open({
      data_source: 'github_cloud',
      auth_method: 'personal_access_token',
      token: server.token,
      repo_type: 'other',
      repositories,
      retry_count: 0,
      ...more,
    })
  /** A source at a port where nothing answers. */
  const away = (repositories: string[]): DataSource => {
    at(closed)
    const source = open(repositories)
    at(server.port)
    return source
  }
  const ofAcme = { repo_type: 'organization', org_name: 'acme', use_document_level_security: true }

  const repository = async (): Promise<string> => {
    const name = `things-${(count += 1)}`
    await server.ask('ada', 'POST /user/repos', { name, auto_init: true })
    return `ada/${name}`
  }
  const write = (repo: string, { path, text }: { path: string; text: string }, branch = 'main') =>
    server.ask('ada', `PUT /repos/${repo}/contents/${encodeURI(path)}`, {
      message: `write ${path}`,
      content: Buffer.from(text).toString('base64'),
      branch,
    })
  const issue = (repo: string, title: string) =>
    server.ask('ada', `POST /repos/${repo}/issues`, { title, body: `${title}, please` })

  describeDataSource('github', async () => {
    const repo = await repository()
    const { node_id: own } = await server.ask('ada', `GET /repos/${repo}`)
    const issues: unknown[] = []
    for (const title of ['A desk', 'A ü\nlamp']) issues.push((await issue(repo, title))['node_id'])
    await write(repo, { path: 'docs/a ü.md', text: '# Desk' })
    await write(repo, { path: 'docs/b.txt', text: 'not read' })
    return {
      source: open([repo]),
      ids: [own, ...issues, `${repo}/README.md`, `${repo}/docs/a ü.md`].map(String),
      broken: away([repo]),
    }
  })

  it("gives repositories, issues and files with the fields of Elastic's service", async () => {
    const repo = await repository()
    await write(repo, { path: 'docs/note.md', text: '# Walnut' })
    const { number, node_id: id } = await issue(repo, 'A lamp')
    await server.ask('ada', `POST /repos/${repo}/labels`, {
      name: 'wish',
      description: 'Later',
      color: 'aaaaaa',
    })
    await server.ask('ada', `POST /repos/${repo}/issues/${String(number)}/labels`, { labels: ['wish'] })
    await server.ask('grace', `POST /repos/${repo}/issues/${String(number)}/comments`, { body: 'Yes!' })
    const { documents, contents, ended } = await list(open([repo.slice('ada/'.length)]))
    const [first] = documents.values()
    expect(first).toMatchObject({
      type: 'Repository',
      nameWithOwner: repo,
      visibility: 'PUBLIC',
      defaultBranchRef: { name: 'main' },
      isFork: false,
      isArchived: false,
    })
    expect(documents.get(String(id))).toMatchObject({
      type: 'Issue',
      number,
      state: 'OPEN',
      title: 'A lamp',
      body: 'A lamp, please',
      author: { login: 'ada' },
      labels_field: [{ name: 'wish', description: 'Later' }],
      assignees_list: [],
      issue_comments: [{ author: { login: 'grace' }, body: 'Yes!' }],
    })
    const file = documents.get(`${repo}/docs/note.md`)
    expect(file).toMatchObject({
      name: 'note.md',
      path: 'docs/note.md',
      extension: '.md',
      type: 'blob',
      size: 8,
    })
    expect(file?.['_timestamp']).toMatch(/^\d{4}-/)
    expect(String(contents.get(`${repo}/docs/note.md`))).toBe('# Walnut')
    expect(ended).toEqual([repo, `${repo} issues`, `${repo} pull requests`, `${repo} files`])
  })

  it('gives pull requests with what was said about them', async () => {
    const repo = await repository()
    const { object } = await server.ask('ada', `GET /repos/${repo}/git/ref/heads/main`)
    const sha = (object as { sha: string }).sha
    await server.ask('ada', `POST /repos/${repo}/git/refs`, { ref: 'refs/heads/lamp', sha })
    await write(repo, { path: 'lamp.md', text: '# Lamp' }, 'lamp')
    const pull = await server.ask('ada', `POST /repos/${repo}/pulls`, {
      title: 'The lamp',
      head: 'lamp',
      base: 'main',
    })
    const path = `/repos/${repo}/pulls/${String(pull['number'])}`
    await server.ask('ada', `POST ${path}/requested_reviewers`, { reviewers: ['linus'] })
    await server.ask('grace', `POST ${path}/reviews`, {
      event: 'COMMENT',
      body: 'Nice',
      comments: [{ path: 'lamp.md', position: 1, body: 'Brighter?' }],
    })
    await server.ask('grace', `POST /repos/${repo}/issues/${String(pull['number'])}/comments`, {
      body: 'Soon?',
    })
    expect((await list(open([repo]))).documents.get(String(pull['node_id']))).toMatchObject({
      type: 'Pull request',
      state: 'OPEN',
      mergedAt: null,
      title: 'The lamp',
      issue_comments: [{ author: { login: 'grace' }, body: 'Soon?' }],
      requested_reviewers: [{ requestedReviewer: { login: 'linus' } }],
      reviews_comments: [{ author: 'grace', body: 'Nice', state: 'COMMENTED' }],
    })
    const byRule = [{ repository: repo, filter: { pr: 'lamp' } }]
    const found = await list(open([repo]), new AbortController().signal, byRule)
    expect(found.documents.get(String(pull['node_id']))).toMatchObject({
      requested_reviewers: [{ requestedReviewer: { login: 'linus' } }],
      reviews_comments: [{ author: 'grace', body: 'Nice' }],
    })
    await server.ask('ada', `PUT ${path}/merge`, {})
    expect((await list(open([repo]))).documents.get(String(pull['node_id']))).toMatchObject({
      state: 'MERGED',
    })
  })

  it('goes on after the first page of a list', async () => {
    const repo = await repository()
    for (let n = 0; n < 110; n++) await issue(repo, `Wish ${n}`)
    const { documents } = await list(open([repo]))
    expect([...documents.values()].filter(({ type }) => type === 'Issue')).toHaveLength(110)
  })

  it('goes on from every checkpoint with the parts that were not listed yet', async () => {
    const repos = [await repository(), await repository()]
    for (const repo of repos) {
      await issue(repo, 'A desk')
      await write(repo, { path: 'a.md', text: '# Desk' })
    }
    const { whole, rests } = await listingsFromCheckpoints(open(repos))
    // Four parts of each repository, of which each has an issue and two files; nobody asked for anything to be pulled.
    expect(whole).toHaveLength(8)
    expect(rests.map(({ length }) => length)).toEqual([7, 6, 6, 4, 3, 2, 2, 0])
    for (const rest of rests) expect(rest).toEqual(whole.slice(whole.length - rest.length))
  })

  it('gives what changed since a cursor, and refuses that of other repositories', async () => {
    const repo = await repository()
    await issue(repo, 'Old')
    const { cursor } = await changesOf(open([repo]))
    const later = { ...cursor, since: new Date(Date.now() + 60_000).toISOString() }
    expect((await changesOf(open([repo]), cursor)).ids).toHaveLength(3)
    // The repository itself is one request, and always told.
    expect((await changesOf(open([repo]), later)).ids).toHaveLength(1)
    await expect(changesOf(open(['ada/other']), cursor)).rejects.toThrow('names other repositories')
  })

  it('lists what advanced rules ask for, and leaves the rest and other repositories empty', async () => {
    const repo = await repository()
    // Its name begins like the other's.
    const other = `${repo}0`
    await server.ask('ada', 'POST /user/repos', { name: other.slice('ada/'.length), auto_init: true })
    for (const title of ['A desk', 'A lamp']) await issue(repo, title)
    await issue(other, 'A lamp elsewhere')
    await write(repo, { path: 'docs/a.md', text: '# A' })
    await write(repo, { path: 'docs/deep/b.md', text: '# B' })
    const { signal } = new AbortController()
    const listed = async (filter: Record<string, string>) => {
      const { documents, ended } = await list(open([repo, other]), signal, [{ repository: repo, filter }])
      expect(ended).toHaveLength(8)
      return [...documents.values()].map((one) => String(one['title'] ?? one['path'] ?? one['nameWithOwner']))
    }
    expect(await listed({ issue: 'lamp' })).toEqual([repo, 'A lamp'])
    expect(await listed({ issue: `lamp repo:${other}` })).not.toContain('A lamp elsewhere')
    expect(await listed({ path: 'docs' })).toEqual([repo, 'docs/a.md'])
    expect((await listed({ branch: 'main' })).toSorted()).toEqual(
      [repo, 'README.md', 'docs/a.md', 'docs/deep/b.md'].toSorted(),
    )
    const asked = list(open([repo]), signal, [{ repository: repo, filter: { issue: 'is:pr' } }])
    await expect(asked).rejects.toThrow('advanced[0].filter.issue: asks for pull requests')
  })

  it('takes * for all that the user has, and skips what is not there', async () => {
    const repo = await repository()
    expect((await list(open(['*']))).ended).toContain(repo)
    const { ended, skipped } = await list(open(['ada/missing', repo]))
    expect(ended).toContain(repo)
    expect(skipped).toMatchObject([{ part: 'ada/missing', expected: false }])
  })

  it('signs in as an app, and reads only where it is installed', async () => {
    const app = { auth_method: 'github_app', app_id: server.app.id, private_key: server.app.privateKey }
    const { ended, skipped } = await list(
      open(['acme/secret', 'ada/elsewhere'], { ...app, repo_type: 'organization' }),
    )
    expect(ended).toContain('acme/secret files')
    expect(skipped).toMatchObject([
      { part: 'ada/elsewhere', reason: expect.stringContaining('not installed for the owner') },
    ])
    const damaged = open(['*'], { ...app, repo_type: 'organization', private_key: 'nonsense' })
    expect(await problemOf(damaged)).toBe('The private key of the app is damaged.')
  })

  it('says who may see what: everybody a public repository, members who work with it a private one', async () => {
    for (const login of ['grace', 'linus'])
      await server.ask('ada', `PUT /repos/acme/secret/collaborators/${login}`, { permission: 'pull' })
    const { node_id: grace } = await server.ask('ada', 'GET /users/grace')
    const { signal } = new AbortController()
    const seen = new Map<string, unknown>()
    for await (const page of open(['secret', 'open'], ofAcme).documents({ signal }))
      if (page.kind === 'documents') for (const { access } of page.documents) seen.set(page.part, access)
    expect(seen.get('acme/open')).toBe('everybody')
    expect(seen.get('acme/secret files')).toEqual([`user_id:${String(grace)}`, 'username:grace'])
    const people: unknown[] = []
    for await (const page of open(['*'], ofAcme).identities?.({ signal }) ?? []) people.push(...page)
    expect(people).toEqual([
      expect.objectContaining({
        identity: expect.objectContaining({ user_name: 'username:ada', email: 'email:ada@acme.example' }),
      }),
      expect.objectContaining({
        id: grace,
        access: [`user_id:${String(grace)}`, 'username:grace'],
      }),
    ])
    expect(open(['*']).identities).toBeUndefined()
  })

  it('waits when the requests of the hour are used up, and no longer than the sync', async () => {
    const repo = await repository()
    for (let used = 0; used < 5000; used += 100) {
      // Where they are used up is said by the last of them.
      await Promise.allSettled(Array.from({ length: 100 }, () => server.ask('grace', 'GET /rate_limit')))
    }
    await expect(server.ask('grace', `GET /repos/${repo}`)).rejects.toThrow('API rate limit exceeded')
    const stopping = new AbortController()
    setTimeout(() => stopping.abort(new Error('enough')), 300)
    await expect(list(open([repo], { token: 'grace' }), stopping.signal)).rejects.toThrow('enough')
  })

  it('verifies certificates whatever ssl_enabled says, and takes an authority of its own', async () => {
    const repo = await repository()
    const authority = await makeAuthority('Tests')
    const shown = await makeServerCertificate(authority, ['127.0.0.1'])
    const front = await startTlsFront(`http://127.0.0.1:${server.port}`, shown)
    const behind = (more: Record<string, unknown>): DataSource => {
      process.env['GITHUB_API_URL'] = `https://127.0.0.1:${front.port}`
      const source = open([repo], more)
      at(server.port)
      return source
    }
    try {
      const trusting = behind({ ssl_enabled: true, ssl_ca: authority.cert.replaceAll('\n', ' ') })
      expect((await list(trusting)).ended).toContain(`${repo} files`)
      expect(await problemOf(behind({ ssl_enabled: false }))).toMatch(
        /^The certificate of GitHub .* is not trusted/,
      )
    } finally {
      front.stop()
    }
  })

  it('says what is wrong in one sentence, and never the token', async () => {
    // The emulator takes any token for somebody's, but no app without its key.
    const privateKey = appKey().handedOut
    const other = open(['*'], { auth_method: 'github_app', app_id: server.app.id, private_key: privateKey })
    expect(await problemOf(other)).toBe('GitHub refused the login.')
    const none = 'There is no such repository, or it may not be seen.'
    expect(await problemOf(open(['ada/missing']))).toBe(`ada/missing: ${none}`)
    // A sync reads the others; whoever tries the configuration is told.
    const repo = await repository()
    const named = open([repo, '*', 'ada/missing'])
    await named.ping(new AbortController().signal)
    await expect(named.checkNames?.(new AbortController().signal)).rejects.toMatchObject({
      code: 'source.refused',
      message: `ada/missing: ${none}`,
      field: 'repositories',
    })
    expect(await problemOf(away(['*']))).toBe(`Nothing answers at 127.0.0.1:${closed}.`)
    expect(() => open(['*'], { token: undefined })).toThrow('The field token of the configuration is missing')
    expect(() => open(['*'], { data_source: 'github_server', host: 'http://github.acme.example' })).toThrow(
      'it must be an address that begins with https://',
    )
  })
})
