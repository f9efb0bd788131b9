// A directory of identities and a personal data server, on loopback. Given to node on its standard input.
import net from 'node:net'
import { createRequire } from 'node:module'

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  return typeof port === 'number' ? listen.call(this, port, '127.0.0.1') : listen.call(this, port, ...rest)
}

const require = createRequire(process.cwd() + '/')
const { Database, PlcServer } = require('@did-plc/server')
const plc = PlcServer.create({ db: Database.mock(), port: 0 })
const directory = (await plc.start()).address()
process.env.PDS_DID_PLC_URL = `http://127.0.0.1:${directory.port}`

const { PDS } = await import('@atproto/pds')
const pds = await PDS.fromEnv()
await pds.start()
process.stderr.write(`listening ${process.env.PDS_DID_PLC_URL}\n`)
process.on('SIGTERM', async () => {
  await pds.destroy()
  await plc.destroy()
  process.exit(0)
})
