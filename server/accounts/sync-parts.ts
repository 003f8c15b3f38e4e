import type { SyncPartName } from '../../shared/api/syncs.ts'
import { syncCorpTags } from './sync-corp-tags.ts'
import { syncCustomers } from './sync-customers.ts'
import { syncFollowers } from './sync-followers.ts'
import { syncGroups } from './sync-groups.ts'
import { syncOaTags } from './sync-oa-tags.ts'
import type { SyncPart } from './sync-part.ts'
import { syncStaff } from './sync-staff.ts'
import { syncTemplates } from './sync-templates.ts'

export const syncParts: Record<SyncPartName, SyncPart> = {
  followers: syncFollowers,
  'oa-tags': syncOaTags,
  templates: syncTemplates,
  staff: syncStaff,
  'corp-tags': syncCorpTags,
  customers: syncCustomers,
  groups: syncGroups,
}
