import { canMakeNetworks } from '../support/network.ts'

const GO_LIBRARIES = '/usr/share/gocode/src/github.com'
export const WEBSOCKETS_OF_GO = `${GO_LIBRARIES}/gorilla/websocket`
export const GO = ['go', `${GO_LIBRARIES}/facebookgo/grace`, `${GO_LIBRARIES}/cloudflare/tableflip`, WEBSOCKETS_OF_GO]
/** What holds a socket outside its server. */
export const HOLDER = ['go', WEBSOCKETS_OF_GO]

/** What a switch takes; the last one stands in the title of what is skipped. */
export const SWITCH = [
  'ip',
  'nft',
  'conntrack',
  'nsenter',
  'unshare',
  ...(canMakeNetworks ? [] : ['the right to make network namespaces']),
]
