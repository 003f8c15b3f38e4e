import type { FileBoxInterface } from 'file-box'
import { type payloads, types } from 'wechaty-puppet'
import { type mock, PuppetMock } from 'wechaty-puppet-mock'

/** What the mock puppet hands to the simulator, which plays everybody's WeChat. */
export type Outgoing =
  | { kind: 'text'; text: string }
  | { kind: 'link'; title: string; description: string; url: string }
  | { kind: 'miniprogram'; title: string; appId: string; page: string }
  | { kind: 'image'; url: string }
  | { kind: 'file'; name: string; url: string }
export type Network = {
  say(to: string, body: Outgoing): Promise<string>
  accept(request: string): Promise<void>
}
export type FriendRequest = payloads.Friendship

/** The mock puppet, with the simulator instead of its own echo at the other end. */
export class SandboxPuppet extends PuppetMock {
  readonly requests = new Map<string, FriendRequest>()
  readonly #network: Network

  constructor(mocker: mock.Mocker, network: Network) {
    super({ mocker })
    this.#network = network
  }

  override async messageSendText(to: string, text: string): Promise<void> {
    await this.#network.say(to, { kind: 'text', text })
  }
  override async messageSendUrl(to: string, link: payloads.UrlLink): Promise<void> {
    await this.#network.say(to, { kind: 'link', title: link.title, description: link.description ?? '', url: link.url })
  }
  override async messageSendMiniProgram(to: string, card: payloads.MiniProgram): Promise<void> {
    const { title = '', appid = '', pagePath = '' } = card
    await this.#network.say(to, { kind: 'miniprogram', title, appId: appid, page: pagePath })
  }
  override async messageSendFile(to: string, file: FileBoxInterface): Promise<void> {
    const url = 'remoteUrl' in file && typeof file.remoteUrl === 'string' ? file.remoteUrl : ''
    const picture = /\.(png|jpe?g|gif|webp)$/i.test(file.name)
    await this.#network.say(to, picture ? { kind: 'image', url } : { kind: 'file', name: file.name, url })
  }
  override async friendshipRawPayload(id: string): Promise<FriendRequest> {
    const request = this.requests.get(id)
    if (request === undefined) throw new Error(`no friendship ${id}`)
    return request
  }
  override async friendshipAccept(id: string): Promise<void> {
    await this.#network.accept(id)
    const request = this.requests.get(id)
    if (request === undefined) return
    const { contactId, hello = '', timestamp } = request
    this.mocker.contactPayload(contactId).friend = true
    const confirmed = `${id}:confirmed`
    this.requests.set(confirmed, { id: confirmed, contactId, hello, timestamp, type: types.Friendship.Confirm })
    this.emit('friendship', { friendshipId: confirmed })
  }
}
