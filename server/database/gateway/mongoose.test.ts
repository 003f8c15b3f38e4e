import { Schema } from 'mongoose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/support/database.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

test('a model makes its unique index, keeps timestamps and refuses a duplicate', async () => {
  const User = database.connection.model(
    'User',
    new Schema({ email: { type: String, unique: true } }, { timestamps: true }),
  )
  await User.createIndexes()
  const user = await User.create({ email: 'a' })
  expect(user.createdAt).toBeInstanceOf(Date)
  await expect(User.create({ email: 'a' })).rejects.toMatchObject({ code: 11000, keyValue: { email: 'a' } })
})

test('populate follows references', async () => {
  const { connection } = database
  const Author = connection.model('Author', new Schema({ name: String }))
  const Post = connection.model('Post', new Schema({ authors: [{ type: Schema.Types.ObjectId, ref: 'Author' }] }))
  const authors = await Author.create([{ name: 'x' }, { name: 'y' }])
  await Post.create({ authors: authors.map(({ _id }) => _id) })
  const post: any = await Post.findOne().populate('authors').lean()
  expect(post.authors.map((author: { name: string }) => author.name)).toEqual(['x', 'y'])
})

test('a document saved from an old version is refused', async () => {
  const Versioned = database.connection.model('Versioned', new Schema({ n: Number }, { optimisticConcurrency: true }))
  const { _id } = await Versioned.create({ n: 1 })
  const [first, second] = [await Versioned.findById(_id), await Versioned.findById(_id)]
  first!.n = 2
  await first!.save()
  second!.n = 3
  await expect(second!.save()).rejects.toMatchObject({ name: 'VersionError' })
})

test('connection.transaction rolls back what was done before the error', async () => {
  const Item = database.connection.model('Item', new Schema({ k: Number }))
  await Item.createCollection()
  const failing = database.connection.transaction(async (session) => {
    await Item.create([{ k: 1 }], { session })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await Item.countDocuments()).toBe(0)
})
