import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './paths';
import { answers } from './processes';
import { startService, type Service } from './service';

type Options = { folder: string; port: number; webPort: number };

/** The sandbox of a card gateway beside a demo, with a real one's pace; its payments stay with the site's data. */
export function startSandboxGateway({ folder, port, webPort }: Options): Promise<Service> {
  const url = `http://localhost:${port}`;
  const logs = path.join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const setting = {
    port: String(port),
    'public-url': url,
    'webhook-url': `http://127.0.0.1:${webPort}/api/payments/webhooks/sandbox`,
    'latency-ms': '300',
    file: path.join(folder, 'gateway-payments.jsonl'),
  };
  const args = Object.entries(setting).flatMap(([name, value]) => [`--${name}`, value]);
  return startService({
    name: 'gateway',
    url,
    command: process.execPath,
    args: ['--import', 'tsx', inRoot('sandbox/gateway/main.ts'), ...args],
    options: { cwd: root },
    output: path.join(logs, 'gateway.log'),
    ready: () => answers(`http://127.0.0.1:${port}/healthz`),
    stopSignals: ['SIGTERM'],
  });
}
