import { expect, test, vi } from 'vitest';
import { SeatsAway, seatsRedis } from '@/server/platform/redis';
import { stallOnce } from '@/server/testing/stall';
import { tendLine } from './admission';
import { enterLine, extendPass, findPlace, joinLine, leaveLine } from './places';
import { aLine, aPerson, passCopy, people } from './testing.redis';

/** A line with these people invited. */
async function aLineOf(crowd: ReturnType<typeof people>): Promise<string> {
  const line = await aLine();
  for (const person of crowd) await joinLine(person, line);
  await tendLine(line);
  return line;
}

test('who leaves while the entry’s pass is on its way to the seats holds none in the end', async () => {
  const ann = aPerson();
  const line = await aLineOf([ann]);
  const stalled = stallOnce(seatsRedis(), 'set');
  const entering = enterLine(ann, line);
  await stalled.reached;
  await leaveLine(ann, line);
  stalled.goOn();
  expect(await entering).toMatchObject({ state: 'left', pass: null });
  expect(await passCopy(line, ann.id)).toBeNull();
});

test('who leaves while the extended pass is on its way to the seats holds none in the end', async () => {
  const ann = aPerson();
  const line = await aLineOf([ann]);
  await enterLine(ann, line);
  const stalled = stallOnce(seatsRedis(), 'set');
  const extending = extendPass(ann, line);
  await stalled.reached;
  await leaveLine(ann, line);
  stalled.goOn();
  expect(await extending).toMatchObject({ state: 'left', pass: null });
  expect(await passCopy(line, ann.id)).toBeNull();
});

test('who leaves while the seats are away is still inside, and leaves at the next try', async () => {
  const ann = aPerson();
  const line = await aLineOf([ann]);
  await enterLine(ann, line);
  vi.spyOn(seatsRedis(), 'evalsha').mockRejectedValueOnce(new SeatsAway());
  await expect(leaveLine(ann, line)).rejects.toBeInstanceOf(SeatsAway);
  expect(await findPlace(ann, line)).toMatchObject({ state: 'inside' });
  await leaveLine(ann, line);
  expect((await findPlace(ann, line)).state).toBe('left');
  expect(await passCopy(line, ann.id)).toBeNull();
});

test('no pass outlives a leave, in whatever order entering, extending, looking and leaving come', async () => {
  const crowd = people(60);
  const line = await aLineOf(crowd);
  const inside = crowd.filter((_, i) => i % 2 === 0);
  for (const person of inside) await enterLine(person, line);
  const verbs = [enterLine, extendPass, leaveLine, findPlace];
  await Promise.all(
    crowd.map((person, i) => {
      const shuffled = verbs.map((_, at) => verbs[(at + i) % verbs.length]!);
      return Promise.allSettled(shuffled.map((verb) => verb(person, line)));
    }),
  );
  for (const person of crowd) {
    expect((await findPlace(person, line)).state).toBe('left');
    expect(await passCopy(line, person.id)).toBeNull();
  }
});
