import { readFile } from 'node:fs/promises'
import { BSON, type Document, MongoClient } from 'mongodb'

const [, , what = '', url = 'mongodb://127.0.0.1:27017/?directConnection=true'] = process.argv

const films = (): Promise<Document[]> =>
  readFile(new URL('films.json', import.meta.url), 'utf8').then((text) => BSON.EJSON.parse(text))

await using client = await MongoClient.connect(url, { serverSelectionTimeoutMS: 5000 })
const collection = client.db('cinema').collection('films')

switch (what) {
  case 'load': {
    await collection.deleteMany({})
    const { insertedCount } = await collection.insertMany(await films())
    process.stdout.write(`${insertedCount} films are in cinema.films.\n`)
    break
  }
  case 'change': {
    await collection.updateOne({ title: 'Nosferatu' }, { $set: { plot: 'A count sleeps in a lighthouse.' } })
    await collection.insertOne({ title: 'The Circus', year: 1928, minutes: 72, status: 'shown' })
    await collection.deleteOne({ title: 'The General' })
    process.stdout.write('One film was changed, one added, one deleted.\n')
    break
  }
  default:
    process.stderr.write('Say load or change.\n')
    process.exitCode = 2
}
