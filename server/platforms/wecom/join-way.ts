import { z } from 'zod'

/** A code that leads into customer groups: up to five, and a new one once they are full (facts C4.4). */
export const joinWaySettings = {
  /** 1 a button of a mini-program, 2 a QR code. */
  scene: z.union([z.literal(1), z.literal(2)]),
  remark: z.string().optional(),
  auto_create_room: z.union([z.literal(0), z.literal(1)]).optional(),
  room_base_name: z.string().optional(),
  room_base_id: z.number().int().optional(),
  chat_id_list: z.array(z.string()).min(1).max(5),
  state: z.string().optional(),
  mark_source: z.boolean().optional(),
}
