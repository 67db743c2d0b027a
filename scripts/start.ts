/**
 * npm start: the whole site on this machine. npm run dev: the same, from the sources, reloading.
 * `--dir` keeps the data elsewhere, for a second site beside the first; `--throwaway` does not
 * hurry it to the disk, for a site that ends with its tests.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { beginEnding, isEnding, onEnd } from './lib/ending';
import { loadEnvFile } from './lib/preflight';
import { main, say } from './lib/say';
import { killEverything } from './lib/service';
import { banner, startSite, stopSite } from './lib/site';

const { values } = parseArgs({
  options: {
    dev: { type: 'boolean', default: false },
    dir: { type: 'string', default: '.data' },
    throwaway: { type: 'boolean', default: false },
  },
});
const folder = path.resolve(values.dir);

const asked = new Promise<void>((resolve) => {
  onEnd(
    () => (say('Stopping; Ctrl-C again to kill.'), resolve()),
    () => (killEverything(), process.exit(1)),
  );
});

async function run() {
  loadEnvFile();
  try {
    const started = startSite({ folder, dev: values.dev, durable: !values.throwaway });
    const site = await Promise.race([started, asked]);
    if (site) process.stdout.write(`${banner(site)}\n`);
    await asked;
  } catch (error) {
    if (!isEnding()) throw error;
  } finally {
    beginEnding();
    await stopSite(folder);
  }
  say('Stopped.');
}

await main(run);
process.exit();
