// The whole of Bluesky's network on loopback: directory, personal data server and the app's view of it all.
import net from 'node:net'

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  return typeof port === 'number' ? listen.call(this, port, '127.0.0.1') : listen.call(this, port, ...rest)
}

const { TestNetwork } = await import('@atproto/dev-env')
const network = await TestNetwork.create({ dbPostgresSchema: 'almanac' })
process.stderr.write(`listening ${network.plc.url} ${network.pds.url}\n`)
process.on('SIGTERM', () => process.exit(0))
