import type { ProviderAnswer } from '../answer.ts'

export type PushDevice = { id: string; platform: string; token: string }
export type Push = { devices: readonly PushDevice[]; title: string; text: string; url: string | null; key: string }

export type PushProvider = {
  send(push: Push): Promise<PushAnswer>
}
/** `gone`: ids of devices on which the app is no longer installed; they are forgotten. */
export type PushAnswer = { answer: ProviderAnswer; gone: readonly string[] }
