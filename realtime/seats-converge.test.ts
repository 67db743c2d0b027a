import { afterAll, beforeAll, expect, test } from 'vitest';
import { SeatModel } from '@/components/seat-map/engine/model';
import { followSeats } from '@/components/seat-map/follow-seats';
import { SeatFeed } from '@/components/seat-map/seat-feed';
import { holdSeats, releaseHold, startReserving } from '@/server/holds';
import type { Account } from '@/server/platform/actor';
import { newId } from '@/server/platform/id';
import { Refusal } from '@/server/platform/refusal';
import { seatsRedisUrl } from '@/server/platform/redis';
import type { SeatSnapshot } from '@/server/seats/seats.schema';
import { readMap, writeSettled, type ReservedSeats } from '@/server/seats/seats.redis';
import { aPass, aSchedule, onceAs } from '@/server/testing';
import { startApis, type ApiProcesses } from '@/server/testing/api-processes';
import { bundlePrograms, Program, removePrograms } from '@/server/testing/faults/program';
import { startLossyWire, type LossyWire } from '@/server/testing/lossy-wire';
import { startTcpProxy, targetOf, throughProxy, type TcpProxy } from '@/server/testing/tcp-proxy';
import { hallLayout } from '@/server/venues';

const seatCount = 480;
const changesMade = 2_000;

let apis: ApiProcesses;
let calm: Program;
/** The other one, whose connections to Redis get cut. */
let cut: Program;
let redis: TcpProxy;

beforeAll(async () => {
  redis = await startTcpProxy(targetOf(seatsRedisUrl()));
  await bundlePrograms();
  const away = { REDIS_URL: throughProxy(seatsRedisUrl(), redis) };
  [apis, calm, cut] = await Promise.all([
    startApis(2),
    Program.start('realtime'),
    Program.start('realtime', 0, away),
  ]);
});
afterAll(async () => {
  await Promise.all([apis.stop(), calm.kill(), cut.kill()]);
  await redis.stop();
  removePrograms();
});

/** The page's own code, without a page. */
function aWatcher(scheduleId: string, realtime: Program | LossyWire, api: number) {
  const model = new SeatModel(hallLayout());
  const feed = new SeatFeed(model);
  let snapshots = 0;
  const { stop: leave } = followSeats({
    feed,
    scheduleId,
    realtimeUrl: `http://127.0.0.1:${realtime.port}`,
    async getSnapshot(signal) {
      snapshots += 1;
      const path = `/api/schedules/${scheduleId}/seats`;
      const answer = await fetch(`${apis.origins[api % 2]}${path}`, { signal });
      return (await answer.json()) as SeatSnapshot;
    },
    isHidden: () => false,
    onOutlook: () => undefined,
  });
  const shown = () => ({ version: feed.version, status: model.statuses.join('') });
  return { shown, snapshots: () => snapshots, leave };
}

/** The same numbers in every run; what goes on at once still differs. */
function dice(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One fan after the other holds, gives back, reserves, buys and cancels, as chance will have it. */
async function trade(scheduleId: string, roll: (below: number) => number, isOver: () => boolean) {
  let bought: ReservedSeats | null = null;
  while (!isOver()) {
    const fan: Account = { kind: 'account', id: newId(), role: 'FAN', emailVerified: true };
    const passId = await aPass(fan, scheduleId);
    const first = roll(seatCount - 4);
    const seatIds = Array.from({ length: 1 + roll(4) }, (_, i) => first + i);
    const command = { scheduleId, passId, input: { seatIds }, idempotency: onceAs(fan) };
    const hold = await holdSeats(fan, command).catch(ignoreTaken);
    if (!hold) continue;
    if (roll(2) === 0) {
      await releaseHold(fan, hold.id, roll(2) === 0 ? seatIds[0] : undefined);
      continue;
    }
    const { reservationId } = await startReserving(fan, hold.id);
    const reserved = { reservationId, scheduleId, accountId: fan.id, seatIndexes: seatIds };
    await writeSettled(reserved.scheduleId, [{ ...reserved, digit: roll(4) === 0 ? '0' : '3' }]);
    if (bought) await writeSettled(bought.scheduleId, [{ ...bought, digit: '0' }]);
    bought = reserved;
  }
}

function ignoreTaken(error: unknown): null {
  if (error instanceof Refusal && error.code === 'seat_taken') return null;
  throw error;
}

test('watchers of two processes, early, late, cut off and losing messages, end with the bytes that Redis has', async () => {
  const { id } = await aSchedule();
  const start = (await fetch(`${apis.origins[0]}/api/schedules/${id}/seats`)).json();
  const { version: startVersion } = (await start) as SeatSnapshot;
  const wires = await Promise.all([calm, cut].map(aLossyWire));
  const early = [calm, cut].flatMap((one) => [0, 1, 2].map((n) => aWatcher(id, one, n)));
  const lossy = wires.map((wire, n) => aWatcher(id, wire, n));
  // A snapshot may be 100 ms old: who begins amid a thousand changes a second may need another for its start.
  const begun = () => early.every(({ shown }) => shown().version >= startVersion);
  await expect.poll(begun, { timeout: 15_000 }).toBe(true);
  const late: typeof early = [];
  const made = async () => (await readMap(id))!.version - startVersion;
  let isOver = false;
  const traders = Array.from({ length: 8 }, (_, n) => trade(id, dice(n + 1), () => isOver));
  for (const quarter of [1, 2, 3, 4]) {
    await expect
      .poll(made, { timeout: 30_000 })
      .toBeGreaterThanOrEqual((quarter * changesMade) / 4);
    if (quarter === 4) break;
    redis.drop();
    late.push(...[calm, cut].map((one, n) => aWatcher(id, one, n)));
  }
  // A fast machine makes its changes in few messages: trade goes on until enough of them are lost.
  const haveLost = () => wires.every(({ lost }) => lost() > 3);
  await expect.poll(haveLost, { timeout: 30_000 }).toBe(true);
  isOver = true;
  await Promise.all(traders);
  const last = (await readMap(id))!;
  late.push(...[calm, cut].map((one, n) => aWatcher(id, one, n)));
  const all = [...early, ...lossy, ...late];
  const seen = () => all.map(({ shown }) => shown());
  await expect.poll(seen, { timeout: 15_000 }).toEqual(all.map(() => last));
  for (const watcher of lossy) expect(watcher.snapshots()).toBeGreaterThan(2);
  // Who lost nothing had all but the start from the stream.
  for (const watcher of early.slice(0, 3)) expect(watcher.snapshots()).toBeLessThanOrEqual(2);
  for (const { leave } of all) leave();
  await Promise.all(wires.map((wire) => wire.stop()));
});

/** Loses every third batch of changes. */
function aLossyWire({ port }: Program): Promise<LossyWire> {
  let batches = 0;
  return startLossyWire(port, (text) => text.includes('["changes"') && ++batches % 3 === 0);
}
