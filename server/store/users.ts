import { type Connection, mongo } from 'mongoose'
import { z } from 'zod'
import { CurrentUser } from '../../shared/api/system.ts'
import { UserId } from '../../shared/ids.ts'
import { newId } from '../kit/new-id.ts'

/** A person who may open the admin page. The name is what they log in with. */
const UserDocument = z.object({
  _id: UserId,
  name: z.string(),
  role: CurrentUser.shape.role,
  passwordHash: z.string(),
  createdAt: z.date(),
})
type UserDocument = z.infer<typeof UserDocument>

export const indexes = [{ collection: 'users', spec: { name: 1 }, options: { unique: true } }] as const

export type UserWithHash = { user: CurrentUser; passwordHash: string }

const read = (document: unknown): UserWithHash => {
  const { _id, name, role, passwordHash } = UserDocument.parse(document)
  return { user: { id: _id, name, role }, passwordHash }
}

export function createUsersStore(connection: Connection) {
  const users = connection.collection<UserDocument>('users')
  return {
    async byName(name: string): Promise<UserWithHash | null> {
      const document = await users.findOne({ name })
      return document === null ? null : read(document)
    },

    async get(id: UserId): Promise<CurrentUser | null> {
      const document = await users.findOne({ _id: id })
      return document === null ? null : read(document).user
    },

    /** Makes the user unless the name is taken; says whether it was made. Safe when several processes start at once. */
    async addUnlessThere(given: {
      name: string
      role: CurrentUser['role']
      passwordHash: string
      at: Date
    }): Promise<boolean> {
      const { name, role, passwordHash, at } = given
      try {
        const written = await users.updateOne(
          { name },
          { $setOnInsert: { _id: UserId.parse(newId('us')), name, role, passwordHash, createdAt: at } },
          { upsert: true },
        )
        return written.upsertedCount === 1
      } catch (error) {
        if (error instanceof mongo.MongoServerError && error.code === 11000) return false
        throw error
      }
    },

    async any(): Promise<boolean> {
      return (await users.findOne({}, { projection: { _id: 1 } })) !== null
    },
  }
}
export type UsersStore = ReturnType<typeof createUsersStore>
