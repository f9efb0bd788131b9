// A workspace on a Slack that Slack did not make, on loopback. Given to node on its standard input.
import { createEmulator } from 'emulate'

const seed = JSON.parse(process.env.SEED)
const emulator = await createEmulator({ service: 'slack', port: Number(process.env.PORT), seed })
process.stderr.write(`listening ${emulator.url}\n`)
process.on('SIGTERM', async () => {
  await emulator.close()
  process.exit(0)
})
