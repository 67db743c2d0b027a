/**
 * The sandbox of a card gateway, as a program: `node --import tsx sandbox/gateway/main.ts --port 3003`. Stands in for
 * the real one wherever no money may move. `--public-url` is where browsers find it, `--webhook-url` is told of
 * changes, `--file` keeps its payments over a restart, `--latency-ms` is how long each answer takes.
 */
import { parseArgs } from 'node:util';
import { sandboxSecretKey } from './key';
import { startSandbox } from './server';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '3003' },
    host: { type: 'string', default: '127.0.0.1' },
    'public-url': { type: 'string' },
    'webhook-url': { type: 'string' },
    'secret-key': { type: 'string', default: sandboxSecretKey },
    'latency-ms': { type: 'string', default: '300' },
    file: { type: 'string' },
    seed: { type: 'string' },
  },
});

const sandbox = await startSandbox({
  port: Number(values.port),
  host: values.host,
  publicUrl: values['public-url'],
  webhookUrl: values['webhook-url'],
  secretKey: values['secret-key'],
  file: values.file,
  seed: values.seed,
  behaviour: { latencyMs: Number(values['latency-ms']) },
});
console.log(`The sandbox gateway listens on ${sandbox.url}`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
}
