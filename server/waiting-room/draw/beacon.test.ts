import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { hearRound, httpBeacon, localBeacon } from './beacon';
import { isRoundSigned, quicknet, timeOfRound, valueOfRound } from './verifier/beacon';

/** Rounds of drand's quicknet, as its servers answered them. */
const real = [
  [
    1_000,
    'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39',
  ],
  [
    12_040_883,
    '929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec895bb6868e5b9ff13ab289bdb5266b394',
  ],
] as const;

test.each(real)('round %i of drand’s quicknet is signed by its key', (round, signature) => {
  expect(isRoundSigned(quicknet.publicKey, round, signature)).toBe(true);
  expect(isRoundSigned(quicknet.publicKey, round + 1, signature)).toBe(false);
  expect(isRoundSigned(quicknet.publicKey, round, signature.replace(/^../, 'a1'))).toBe(false);
  expect(isRoundSigned(quicknet.publicKey, round, '')).toBe(false);
});

test('a round’s value is the hash of its signature, and its time is told by its number', () => {
  expect(valueOfRound(real[0][1])).toBe(
    'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd',
  );
  expect(timeOfRound(quicknet, 1)).toBe(1_692_803_367_000);
  expect(timeOfRound(quicknet, 1_000)).toBe(1_692_803_367_000 + 999 * 3_000);
});

const rehearsal = localBeacon(new Uint8Array(48).fill(7));
const view = rehearsal.view!;
const round = 34_000_000;
const roundAt = timeOfRound(view, round);

test('the rehearsal signs as drand does, and no round before its time', async () => {
  expect(await rehearsal.ask(round, roundAt - 1)).toBeNull();
  const signature = await rehearsal.ask(round, roundAt);
  expect(isRoundSigned(view.publicKey, round, signature!)).toBe(true);
  expect(isRoundSigned(quicknet.publicKey, round, signature!)).toBe(false);
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A drand server, true or not; `null` never answers. */
async function serve(answer: (round: number) => Promise<unknown>): Promise<string> {
  const server = createServer((request, response) => {
    const asked = Number(/^\/local\/public\/(\d+)$/.exec(request.url ?? '')?.[1]);
    void answer(asked).then((body) => body !== null && response.end(JSON.stringify(body)));
  });
  servers.push(server);
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const honest = async (asked: number) => ({
  round: asked,
  signature: await rehearsal.ask(asked, roundAt),
});
const lying = async (asked: number) => ({
  round: asked,
  signature: await rehearsal.ask(asked - 1, roundAt),
});
const silent = async () => null;

test('of several servers the first true answer counts; one that lies and one that is silent do not', async () => {
  const urls = [await serve(lying), await serve(silent), await serve(honest)];
  const signature = await httpBeacon(view, urls).ask(round, roundAt);
  expect(isRoundSigned(view.publicKey, round, signature!)).toBe(true);
});

test('servers that lie, are silent or are away give no word', async () => {
  const urls = [await serve(lying), await serve(silent), 'http://127.0.0.1:1'];
  expect(await httpBeacon(view, urls).ask(round, roundAt)).toBeNull();
  expect(await httpBeacon(view, [await serve(honest)]).ask(round, roundAt - 1)).toBeNull();
});

test('a slow beacon keeps nobody waiting, and its word is there once it comes', async () => {
  let answers = 0;
  const slow = {
    view,
    ask: async (asked: number, nowMs: number) => {
      answers += 1;
      await new Promise((done) => void setTimeout(done, 300));
      return rehearsal.ask(asked, nowMs);
    },
  };
  const startedAt = performance.now();
  expect(await hearRound(round, roundAt, 20, slow)).toBeNull();
  expect(performance.now() - startedAt).toBeLessThan(250);
  await expect.poll(() => hearRound(round, roundAt, 20, slow)).not.toBeNull();
  expect(answers).toBe(1);
});
