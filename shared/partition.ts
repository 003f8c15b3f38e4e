import type { ContactId } from './ids.ts'

export const PARTITIONS = 256

/** Contacts are spread over 256 partitions by a hash of their id (FNV-1a): workers share the work by leasing them. */
export function partitionOf(contact: ContactId): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < contact.length; i++) hash = Math.imul(hash ^ contact.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % PARTITIONS
}
