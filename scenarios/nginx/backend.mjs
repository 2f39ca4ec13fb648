/** What nginx stands in front of: the endpoints of the embedded server, without restarts of its own. node backend.mjs PORT */
import { createServer } from 'node:http'
import { createEndpoints } from '../node/endpoints.mjs'

const endpoints = createEndpoints('backend')
const server = createServer(endpoints.request)
server.on('upgrade', endpoints.upgrade)
server.listen(Number(process.argv[2]), '127.0.0.1')
