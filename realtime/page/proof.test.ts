import { buildSync } from 'esbuild';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { newId } from '@/server/platform/id';
import { makeChallenge, verifyProof } from '@/server/bots/proof';
import { inRoot } from '@/scripts/lib/paths';
import type { Work } from './proof-worker';

/** The worker as a browser gets it, with its two globals lent by a Node worker. */
function aWorker(): Worker {
  const { outputFiles } = buildSync({
    entryPoints: [inRoot('realtime/page/proof-worker.ts')],
    bundle: true,
    write: false,
    alias: { '@': inRoot() },
    tsconfigRaw: {},
  });
  const lent = `const { parentPort } = require('node:worker_threads');
    const postMessage = (data) => parentPort.postMessage(data);
    const addEventListener = (_, listener) => parentPort.on('message', (data) => listener({ data }));\n`;
  return new Worker(lent + outputFiles[0]!.text, { eval: true });
}

test('the page’s workers share the work, and what they find is accepted', async () => {
  const owner = { accountId: newId(), scheduleId: newId() };
  const challenge = makeChallenge(owner, 60_000);
  const workers = [aWorker(), aWorker()];
  const solution = await Promise.race(
    workers.map((worker, start) => {
      const work: Work = { challenge, start, step: workers.length };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
      worker.postMessage(work);
      return new Promise((resolve, reject) =>
        worker.once('message', resolve).once('error', reject),
      );
    }),
  );
  await Promise.all(workers.map((worker) => worker.terminate()));
  const header = Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
  const found = verifyProof(header, owner);
  expect(found).not.toBeNull();
  expect(solution).toMatchObject(found!.solution);
});
