// Written by `npm run registry` from the files in this folder. Do not edit.
import alertStaff from './alert-staff.ts'
import dateStart from './date-start.ts'
import eventStart from './event-start.ts'
import exit from './exit.ts'
import recurringStart from './recurring-start.ts'
import scoreStart from './score-start.ts'
import segmentStart from './segment-start.ts'
import send from './send.ts'
import stageStart from './stage-start.ts'
import tag from './tag.ts'
import wait from './wait.ts'
import waitForEvent from './wait-for-event.ts'
import yesNo from './yes-no.ts'

export const nodeKinds = [alertStaff, dateStart, eventStart, exit, recurringStart, scoreStart, segmentStart, send, stageStart, tag, wait, waitForEvent, yesNo] as const
