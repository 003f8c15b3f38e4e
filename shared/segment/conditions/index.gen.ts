// Written by `npm run registry` from the files in this folder. Do not edit.
import attribute from './attribute.ts'
import didEvent from './did-event.ts'
import firstSource from './first-source.ts'
import followedWithin from './followed-within.ts'
import followsOa from './follows-oa.ts'
import hasFriend from './has-friend.ts'
import hasPhone from './has-phone.ts'
import hasTag from './has-tag.ts'
import owned from './owned.ts'

export const conditionKinds = [attribute, didEvent, firstSource, followedWithin, followsOa, hasFriend, hasPhone, hasTag, owned] as const
