// Written by `npm run registry` from the files in this folder. Do not edit.
import activity from './activity.ts'
import intent from './intent.ts'
import loyalty from './loyalty.ts'
import spread from './spread.ts'
import value from './value.ts'

export const scoreKinds = [activity, intent, loyalty, spread, value] as const
