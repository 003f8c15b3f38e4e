import { createContext, useContext } from 'react'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'

/** The account that the content around it leaves through: a file for it belongs there. Null where none is asked for. */
export type ChosenSender = { kind: AccountSummary['kind']; appId: string | null }
export const SenderContext = createContext<ChosenSender | null>(null)
export const useSender = (): ChosenSender | null => useContext(SenderContext)
