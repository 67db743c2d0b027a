import { createHash, randomBytes } from 'node:crypto';
import { aHallOnSale } from './support/sale';
import { expect, signInAs, site, test } from './support/test';

/** Work of so many hashes, as realtime gives it while many join. Its signature is looked at by realtime alone. */
function aChallenge(counter: number) {
  const [salt, nonce, last] = [randomBytes(16), randomBytes(16), Buffer.alloc(4)];
  last.writeUInt32BE(counter);
  const key = createHash('sha256')
    .update(Buffer.concat([salt, nonce, last]))
    .digest('hex');
  const hex = (bytes: Buffer) => bytes.toString('hex');
  const rest = { algorithm: 'SHA-256', cost: 1, keyLength: 32, salt: hex(salt), nonce: hex(nonce) };
  return { key, challenge: { parameters: { ...rest, keyPrefix: key.slice(0, 32) } } };
}

test('a page that is asked for work does it in workers, and joins with the proof', async ({
  browserFor,
  newFan,
  request,
  demo,
}) => {
  const id = await aHallOnSale({ request, organiser: await demo('organiser') }, '붐비는 밤');
  const fan = await newFan();
  const context = await browserFor(fan);
  await signInAs(context, fan);
  const page = await context.newPage();
  const { key, challenge } = aChallenge(20_000);
  const proofs: string[] = [];
  await page.route('**/api/queue/*/places', async (route) => {
    const proof = route.request().headers()['openrun-proof'];
    if (proof) {
      proofs.push(proof);
      return route.continue();
    }
    return route.fulfill({
      status: 428,
      contentType: 'application/problem+json',
      headers: {
        'access-control-allow-origin': site.url(),
        'access-control-allow-credentials': 'true',
      },
      json: { code: 'proof_required', status: 428, facts: { challenge } },
    });
  });
  await page.goto(`/queue/${id}`);
  await page.waitForURL(`/schedules/${id}/seats`);
  const sent = JSON.parse(Buffer.from(proofs[0]!, 'base64').toString()) as {
    solution: { counter: number; derivedKey: string };
  };
  expect(sent.solution).toMatchObject({ counter: 20_000, derivedKey: key });
});
