import { solveChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import { describe, expect, it, test, vi } from 'vitest';
import { newId } from '@/server/platform/id';
import { sharedRedis } from '@/server/platform/redis';
import { type Account, anonymous } from '@/server/platform/actor';
import type { Challenge, Question } from './bots.schema';
import { JoinRates } from './join-rates';
import { askQuestion, requireProof, workOf } from './joins';
import { makeChallenge, proofLivesMs, secretFor, verifyProof } from './proof';
import { checkAnswer, makeQuestion, questionLivesMs } from './question';
import { rangeOf } from './ranges';

/** Known to no store: none is asked. */
const aFan = (): Account => ({ kind: 'account', id: newId(), role: 'FAN', emailVerified: true });

const owner = () => ({ accountId: newId(), scheduleId: newId() });

async function solved(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}

describe('a range', () => {
  it('is the /24 of an IPv4 address and the /56 of an IPv6 one, however it is written', () => {
    expect(rangeOf('203.0.113.77').name).toBe('203.0.113.0/24');
    expect(rangeOf('2001:db8:1:ab12::9').name).toBe('2001:db8:1:ab00::/56');
    expect(rangeOf('2001:0DB8:1:abff:1:2:3:4').name).toBe('2001:db8:1:ab00::/56');
    expect(rangeOf('2001:db8::1').name).toBe('2001:db8:0:0::/56');
    expect(rangeOf('fe80::1%eth0').name).toBe('fe80:0:0:0::/56');
    expect(rangeOf('127.0.0.1').name).toBeNull();
    expect(rangeOf('unknown').name).toBeNull();
  });

  it('of a phone network is shared by thousands', () => {
    expect(rangeOf('223.33.1.2').isShared).toBe(true);
    expect(rangeOf('203.0.113.77').isShared).toBe(false);
  });
});

describe('the work of joining', () => {
  it('is nothing while it is quiet, and rises with the range and with the schedule', () => {
    expect(workOf(1, 200, false)).toBe(0);
    const few = workOf(2, 10, false);
    const many = workOf(20, 10, false);
    expect(few).toBeGreaterThan(0);
    expect(many).toBe(few * 10);
    expect(workOf(20, 800, false)).toBe(many * 2);
    expect(workOf(0, 800, false)).toBeGreaterThan(0);
  });

  it('slows a phone network and never more than by a second or two', () => {
    expect(workOf(20, 10, true)).toBe(0);
    expect(workOf(5_000, 10_000, true)).toBe(600_000);
    expect(workOf(5_000, 10_000, false)).toBe(6_000_000);
  });
});

describe('join rates', () => {
  const nobody = async () => new Map<string, number>();

  it('follow how often a key joins, and fade', () => {
    const rates = new JoinRates(nobody);
    let rate = 0;
    for (let ms = 0; ms < 60_000; ms += 100) rate = rates.note('a', ms);
    expect(rate).toBeCloseTo(10, 0);
    expect(rates.read('a', 90_000)).toBeLessThan(1);
    expect(rates.read('b', 90_000)).toBe(0);
    expect(rates.note('b', 90_000)).toBeCloseTo(0.1);
  });

  it('of several processes add up', async () => {
    const processes = [new JoinRates(), new JoinRates()];
    const base = Math.floor(Date.now() / 10_000) * 10_000;
    for (let ms = 0; ms <= 9_000; ms += 500) {
      for (const rates of processes) for (let i = 0; i < 5; i++) rates.note('a', base + ms);
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Ten a second in each: either alone knows of no more than those.
    await vi.waitFor(() => {
      expect(processes[0]!.note('a', base + 9_500)).toBeGreaterThan(12);
    });
  });

  it('keep a bounded number of keys', () => {
    const rates = new JoinRates(nobody, 2);
    for (let i = 0; i < 50; i++) rates.note('old', 0);
    rates.note('new', 0);
    rates.note('newer', 0);
    expect(rates.note('old', 0)).toBeCloseTo(0.1);
  });
});

describe('a proof of work', () => {
  it('is altcha’s: the library solves and verifies what we make, and we verify what it solved', async () => {
    const who = owner();
    const challenge = makeChallenge(who, 2_000);
    const solution = await solveChallenge({ challenge, deriveKey });
    expect(solution!.counter).toBeGreaterThanOrEqual(1_000);
    expect(solution!.counter).toBeLessThanOrEqual(2_000);
    const header = Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
    expect(verifyProof(header, who)).not.toBeNull();
    const verified = await verifySolution({
      challenge,
      solution: solution!,
      deriveKey,
      hmacSignatureSecret: secretFor('proof'),
      hmacKeySignatureSecret: secretFor('proof key'),
    });
    expect(verified).toMatchObject({ verified: true, expired: false });
  });

  it('is worth nothing to another account, for another line, too late, or changed', async () => {
    const who = owner();
    const header = await solved(makeChallenge(who, 100, 1_000_000));
    expect(verifyProof(header, who, 1_000_000)).not.toBeNull();
    expect(verifyProof(header, { ...who, accountId: newId() }, 1_000_000)).toBeNull();
    expect(verifyProof(header, { ...who, scheduleId: newId() }, 1_000_000)).toBeNull();
    expect(verifyProof(header, who, 1_000_000 + proofLivesMs)).toBeNull();
    const proof = JSON.parse(Buffer.from(header, 'base64').toString()) as {
      challenge: Challenge;
      solution: { counter: number; derivedKey: string };
    };
    const sent = (change: (copy: typeof proof) => void) => {
      const copy = structuredClone(proof);
      change(copy);
      return Buffer.from(JSON.stringify(copy)).toString('base64');
    };
    const changes: ((copy: typeof proof) => void)[] = [
      (copy) => (copy.challenge.parameters.data.work = 1),
      (copy) => (copy.challenge.parameters.expiresAt += 1_000),
      (copy) => (copy.challenge.parameters.keySignature = '00'.repeat(32)),
      (copy) => (copy.solution.derivedKey = copy.challenge.parameters.keyPrefix.padEnd(64, '0')),
    ];
    for (const change of changes) expect(verifyProof(sent(change), who, 1_000_000)).toBeNull();
    for (const rubbish of ['', 'x', '{}', 'e30=', 'A'.repeat(5_000)])
      expect(verifyProof(rubbish, who, 1_000_000)).toBeNull();
  });
});

describe('joining in a rush', () => {
  const address = '203.0.113.9';
  const attempts = async (count: number, scheduleId: string) => {
    const codes: string[] = [];
    for (let i = 0; i < count; i++) {
      const code = await requireProof(aFan(), scheduleId, { address }).then(
        () => 'ok',
        (error: { code: string }) => error.code,
      );
      codes.push(code);
    }
    return codes;
  };

  test('one address after the other goes by; a burst from one range has work to do, and a proof lets it by once', async () => {
    const [fan, scheduleId] = [aFan(), newId()];
    await requireProof(fan, scheduleId, { address: '198.51.100.1' });
    const codes = await attempts(30, scheduleId);
    expect(codes.slice(0, 5)).toEqual(Array(5).fill('ok'));
    expect(codes.slice(-5)).toEqual(Array(5).fill('proof_required'));
    // A person elsewhere has nothing to do, whatever the refused ones try.
    expect((await attempts(300, scheduleId)).at(-1)).toBe('proof_required');
    await requireProof(fan, scheduleId, { address: '192.0.2.1' });

    const refused = await requireProof(fan, scheduleId, { address }).catch((error) => error);
    expect(refused).toMatchObject({ code: 'proof_required' });
    const { challenge } = (refused as { facts: { challenge: Challenge } }).facts;
    const proof = await solved(challenge);
    await requireProof(fan, scheduleId, { address, proof });
    const again = requireProof(fan, scheduleId, { address, proof });
    await expect(again).rejects.toMatchObject({ code: 'proof_replayed' });
    const other = requireProof(aFan(), scheduleId, { address, proof });
    await expect(other).rejects.toMatchObject({
      code: 'proof_invalid',
      facts: { challenge: { signature: expect.any(String) } },
    });
  });

  test('an anonymous join ends without a command to Redis', async () => {
    const calls = async () =>
      (await sharedRedis().info('commandstats')).match(/cmdstat_(?!info|ping)\S+?calls=\d+/g);
    const before = await calls();
    for (let i = 0; i < 50; i++) {
      const refused = requireProof(anonymous, newId(), { address });
      await expect(refused).rejects.toMatchObject({ code: 'sign_in_required' });
    }
    expect(await calls()).toEqual(before);
  });
});

describe('a question in place of the work', () => {
  const rightAnswer = (question: Question): string => {
    if (question.kind === 'sum') return String(question.terms.reduce((a, b) => a + b));
    return question.choices.find((choice) => kindOf[question.wanted]!.includes(choice))!;
  };
  const kindOf: Record<string, string[]> = {
    animal: ['tiger', 'rabbit', 'whale', 'sparrow'],
    fruit: ['apple', 'grape', 'peach', 'pear'],
    instrument: ['piano', 'guitar', 'drum', 'violin'],
    furniture: ['chair', 'desk', 'bed', 'shelf'],
    weather: ['rain', 'snow', 'wind', 'fog'],
    vehicle: ['bus', 'ship', 'bicycle', 'train'],
  };

  it('is answered as a person would, by its own person, in time', () => {
    const who = owner();
    for (let i = 0; i < 30; i++) {
      const question = makeQuestion(who, 0);
      const answer = rightAnswer(question);
      expect(checkAnswer(question.token, ` ${answer} `, who, 1)).toMatchObject({ isRight: true });
      expect(checkAnswer(question.token, '1', who, 1)).toMatchObject({ isRight: false });
      expect(checkAnswer(question.token, answer, owner(), 1)).toBeNull();
      expect(checkAnswer(question.token, answer, who, questionLivesMs)).toBeNull();
      expect(checkAnswer(`${question.token}x`, answer, who, 1)).toBeNull();
    }
  });

  it('lets a person by once, and a guesser is made to wait', async () => {
    const [fan, scheduleId, address] = [aFan(), newId(), '203.0.113.200'];
    for (let i = 0; i < 30; i++)
      await requireProof(fan, scheduleId, { address }).catch(() => undefined);
    const question = askQuestion(fan, scheduleId);
    const attempt = { address, answer: { token: question.token, text: rightAnswer(question) } };
    await requireProof(fan, scheduleId, attempt);
    await expect(requireProof(fan, scheduleId, attempt)).rejects.toMatchObject({
      code: 'proof_replayed',
    });
    const guess = () => {
      const { token } = askQuestion(fan, scheduleId);
      return requireProof(fan, scheduleId, { address, answer: { token, text: '0' } }).catch(
        (error: { code: string }) => error.code,
      );
    };
    const codes = [];
    for (let i = 0; i < 5; i++) codes.push(await guess());
    expect(codes).toEqual([
      ...Array(3).fill('proof_invalid'),
      ...Array(2).fill('too_many_requests'),
    ]);
  });
});
