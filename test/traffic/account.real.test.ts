import { requestTo } from '../net/client-context.ts'
import { describeAccount } from './describe-account.ts'

const base = { requests: [requestTo('/'), requestTo('/chunked')], timeoutMs: 8_000 }

describeAccount({ ...base, name: 'fresh', kind: 'fresh', rate: 600, sources: [] })
describeAccount({ ...base, name: 'keepalive', kind: 'keepalive', connections: 50, everyMs: 20 })
describeAccount({ ...base, name: 'slow', kind: 'slow', connections: 50 })
