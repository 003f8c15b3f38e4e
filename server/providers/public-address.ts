import { lookup as resolve } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/**
 * Addresses a manager types must not lead into our own network: neither as they stand nor after DNS. The check sits in
 * the connection's own look-up, so that a name can't answer one address to the check and another to the connection.
 */
const v4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
]
/** Besides the private ones those that carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo). */
const v6 = [
  ...[
    '::/96',
    '::ffff:0:0/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
  ],
  ...['fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
]
/** One list for each family: in a shared one `::ffff:0:0/96` would also stand for every IPv4 address. */
const listOf = (family: 'ipv4' | 'ipv6', nets: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const net of nets) {
    const [address = '', bits = ''] = net.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}
const inside = { ipv4: listOf('ipv4', v4), ipv6: listOf('ipv6', v6) }

export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 0) return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  return !inside[family].check(address, family)
}

/** An address written as such is never looked up, so it is checked before a connection is made. */
export function hostIsPrivate(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) !== 0 && !isPublicAddress(host)
}

export const PRIVATE_ADDRESS = 'PRIVATE_ADDRESS'
class PrivateAddress extends Error {
  readonly code = PRIVATE_ADDRESS
}

/** `dns.lookup` that gives public addresses or an error, for the connections made with it. */
export const lookupPublic: LookupFunction = (hostname, options, answer) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return answer(error, '')
    const [first] = addresses
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
      return answer(new PrivateAddress('the name leads to an address that is not public'), '')
    }
    return options.all ? answer(null, addresses) : answer(null, first.address, first.family)
  })
}
