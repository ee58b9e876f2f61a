const requests = `# @cluster test
# @var index = search-products

# @name first
GET _connector

GET {{index}}/_count
{ "query": { "match_all": {} } }

PUT _connector/{{first.response.body.results[0].id}}/_name
{ "name": "products", "description": "from a file" }
`

const changes = `# @cluster test
# @var name = products

PUT _connector/${'$'}{first.response.body.results[0].id}/_name
{ "name": "{{name}}", "description": "as an operation" }

# @name first
GET _connector?filter_path=results.id

PUT _connector/{{first.response.body.results[0].id}}/_scheduling
{ "scheduling": { "full": { "enabled": true, "interval": "0 0 3 * * ?" } } }

GET _search
{ "qury": { "match": { "token": "{{token}}" } } }
`

const other = `# @cluster test
GET _connector/{{first.response.body.results[0].id}}?filter_path=name

GET _search
`

const guarded = `# @cluster test
PUT _connector/{{first.response.body.results[0].id}}/_name
{ "name": "products", "description": "on a guarded cluster" }
`

const slow = `# @cluster test
GET slow/_search
`

const inPage = `PUT _connector/x/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 4 * * ?"}}}

GET _search
{ "qury": {} }

`

const unformatted = `GET a/_search
{"size":1}

GET b/_search
{"size":2}
`

/** The folder that the tests of request files open. */
export const requestFiles = {
  'products.es': requests,
  'new.es': '# @cluster test\n',
  'changes.es': changes,
  'other.es': other,
  'format.es': unformatted,
  'guarded.es': guarded,
  'slow.es': slow,
  'web.es': inPage,
}
