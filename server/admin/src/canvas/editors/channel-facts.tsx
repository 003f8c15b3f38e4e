import { channelWords } from './channel-words.ts'
import { useFormWorld } from './form-world.ts'

/** Below the picker: what the chosen channel can do. */
export function ChannelFacts({ channel }: { channel: string }) {
  const { catalogue } = useFormWorld()
  const chosen = catalogue.channels.find((one) => one.name === channel)
  if (chosen === undefined) return null
  return channelWords(chosen).map((words) => (
    <p key={words} className="field-hint">
      {words}
    </p>
  ))
}
