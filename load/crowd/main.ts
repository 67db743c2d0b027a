/**
 * The crowd: a process of its own, so that what it costs can be told from what it asks for. It is given a plan, plays it,
 * tells every request and how everybody ended, and never looks into the site but over HTTP and sockets.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Api, read } from './api';
import { endOf } from './end';
import { Fan } from './fan';
import type { CrowdOrder, FansPlan, OneSeatPlan, Plan } from './plan';
import { Recorder, tell } from './record';
import { runVisits, type Visited } from './run-visits';
import { SeatMap } from './seat-map';
import { addressOf } from './stream';

type Of<T> = T & Plan;

async function play(plan: Plan, api: Api): Promise<Visited> {
  if (plan.kind === 'visits') return runVisits(api, plan);
  const people = plan.kind === 'fans' ? await playFans(plan, api) : await playOneSeat(plan, api);
  return { iterations: people, dropped: 0, whole: people };
}

async function playFans(plan: Of<FansPlan>, api: Api): Promise<number> {
  const beganAt = Date.now();
  const map = new SeatMap();
  const world = {
    ...{ api, plan, map, endsAt: beganAt + plan.endsAfterMs },
    realtime: addressOf(plan.target.realtime),
    fault: (code: string) => tell({ kind: 'fault', code }),
    joined: () => tell({ kind: 'joined' }),
    entered: (joinedAt: number, waitMs: number) => tell({ kind: 'entered', joinedAt, waitMs }),
  };
  const lives = plan.arrivalsMs.map(async (arrivesMs, index) => {
    await pause(beganAt + arrivesMs - Date.now());
    tell({ kind: 'ended', ...(await new Fan(world, index).live()) });
  });
  await Promise.all(lives);
  return lives.length;
}

/** All at one instant want the same seat, and no other; whoever has it pays. */
async function playOneSeat(plan: Of<OneSeatPlan>, api: Api): Promise<number> {
  const { scheduleId, seatId } = plan;
  const holds = `/api/schedules/${scheduleId}/holds`;
  const buy = async ({ token, pass }: OneSeatPlan['people'][number]) => {
    const command = (path: string, step: 'hold' | 'reserve' | 'pay', body: object) =>
      api.persist({ step, method: 'POST', path, token, body, ...(pass && { pass }) });
    const held = await command(holds, 'hold', { seatIds: [seatId] });
    if (!held.ok)
      return held.code === 'seat_taken'
        ? ({ outcome: 'sold_out', seats: 0 } as const)
        : endOf(held);
    const holdId = (read(held) as { id: string }).id;
    const reserved = await command('/api/reservations', 'reserve', { holdId });
    if (!reserved.ok) return endOf(reserved);
    const reservationId = (read(reserved) as { id: string }).id;
    const paid = await command('/api/payments', 'pay', { reservationId, method: 'wallet' });
    return paid.ok ? ({ outcome: 'ticket', seats: 1 } as const) : endOf(paid);
  };
  const ends = await Promise.all(plan.people.map(buy));
  for (const end of ends) tell({ kind: 'ended', ...end });
  return ends.length;
}

async function run(plan: Plan): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const recorder = new Recorder();
  const api = new Api(plan.target, recorder);
  delay.enable();
  const visited = await play(plan, api);
  delay.disable();
  recorder.close();
  await api.close();
  tell({ kind: 'done', ...visited, eventLoopP99Ms: delay.percentile(99) / 1e6 });
}

process.on('message', (order: CrowdOrder) => {
  if (order.kind === 'leave') process.exit();
  void run(order.plan);
});
// Whoever sent us is gone: nobody is to be asked for anything any more.
process.on('disconnect', () => process.exit());
tell({ kind: 'ready' });
