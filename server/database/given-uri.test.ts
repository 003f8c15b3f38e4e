import { expect, test } from 'vitest'
import { checkGivenUri, type Hello, whyUnfit, withDatabaseName } from './given-uri.ts'

const NAMED: { given: string; becomes: string }[] = [
  { given: 'mongodb://h', becomes: 'mongodb://h/weilu' },
  { given: 'mongodb://h:1/', becomes: 'mongodb://h:1/weilu' },
  { given: 'mongodb://h/shop', becomes: 'mongodb://h/shop' },
  { given: 'mongodb://u:p@a:1,b:2/?replicaSet=rs0', becomes: 'mongodb://u:p@a:1,b:2/weilu?replicaSet=rs0' },
  { given: 'mongodb://a?replicaSet=rs0', becomes: 'mongodb://a/weilu?replicaSet=rs0' },
  { given: 'mongodb+srv://c.example/shop?w=1', becomes: 'mongodb+srv://c.example/shop?w=1' },
]
test.each(NAMED)('$given is used as $becomes', ({ given, becomes }) => expect(withDatabaseName(given)).toBe(becomes))

test('what is no address is refused with an example of one', () => {
  expect(() => withDatabaseName('localhost:27017')).toThrow('mongodb://host:27017/weilu?replicaSet=rs0')
})

const SERVERS: { name: string; hello: Hello; says: string | undefined }[] = [
  { name: 'a replica set', hello: { maxWireVersion: 21, setName: 'rs0' }, says: undefined },
  { name: 'a sharded cluster', hello: { maxWireVersion: 21, msg: 'isdbgrid' }, says: undefined },
  { name: 'MongoDB 5', hello: { maxWireVersion: 13, setName: 'rs0' }, says: 'older than MongoDB 6.0' },
  { name: 'a standalone server', hello: { maxWireVersion: 21 }, says: 'neither a replica set nor a sharded cluster' },
]
test.each(SERVERS)('$name: $says', ({ hello, says }) => {
  const why = whyUnfit(hello)
  if (says === undefined) expect(why).toBeUndefined()
  else expect(why).toContain(says)
})

test('a server that does not answer is told in one paragraph', async () => {
  const silent = async () => {
    throw new Error('connect ECONNREFUSED')
  }
  await expect(checkGivenUri('mongodb://h', silent)).rejects.toThrow(
    /^The server at MONGODB_URI cannot be used \(connect ECONNREFUSED\): .*$/,
  )
})
