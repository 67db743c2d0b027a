import type { Api, Reply, Request } from './api';
import { read } from './api';
import type { Credential, Visit, VisitsPlan } from './plan';

/** One visit of one person; true when nothing of it was an error or a no. */
export type OneVisit = (
  api: Api,
  plan: VisitsPlan,
  person: Credential,
  n: number,
) => Promise<boolean>;

const schedule = ({ scheduleIds }: VisitsPlan, n: number) => scheduleIds[n % scheduleIds.length]!;

const get = (step: Request['step'], path: string, token?: string): Request => ({
  step,
  method: 'GET',
  path,
  ...(token && { token }),
});

async function all(api: Api, requests: Request[]): Promise<boolean> {
  for (const request of requests) if (!(await api.ask(request)).ok) return false;
  return true;
}

const wallet: OneVisit = (api, _plan, { token }) => all(api, [get('wallet', '/api/wallet', token)]);

/** Joins a line and reads the place: the two requests of the published profile. */
const place: OneVisit = (api, plan, { token }, n) => {
  const path = `/api/queue/${schedule(plan, n)}/places`;
  return all(api, [
    { step: 'join', method: 'POST', path, token },
    get('wait_look', `${path}/me`, token),
  ]);
};

const charge: OneVisit = (api, _plan, { token }) =>
  all(api, [
    {
      step: 'charge',
      method: 'POST',
      path: '/api/wallet/charges',
      token,
      body: { amount: 10_000 },
    },
  ]);

/** Somebody who heard of the sale: the list, the concert, the line. */
const arrive: OneVisit = async (api, plan, person, n) => {
  const looked = await all(api, [
    get('concerts', '/api/concerts?size=20'),
    get('concert', `/api/concerts/${plan.concertId}`),
  ]);
  return looked && place(api, plan, person, n);
};

/** What people do who only look: the list, a concert, its seats, their wallet. */
const look: OneVisit = (api, plan, { token }, n) =>
  all(api, [
    get('concerts', '/api/concerts?size=20'),
    get('concert', `/api/concerts/${plan.concertId}`),
    get('seat_map', `/api/schedules/${schedule(plan, n)}/seats`, token),
    get('wallet', '/api/wallet', token),
  ]);

/** Five steps, as published: the list, a concert, its seats, a hold, a reservation. */
const browse: OneVisit = async (api, plan, person, n) => {
  const looked = await all(api, [
    get('concerts', '/api/concerts?size=20'),
    get('concert', `/api/concerts/${plan.concertId}`),
    get('seat_map', `/api/schedules/${schedule(plan, n)}/seats`, person.token),
  ]);
  return looked && (await reserve(api, plan, person, n)) !== null;
};

/** Hold, reserve, pay: one seat of one person. */
const order: OneVisit = async (api, plan, person, n) => {
  const reservationId = await reserve(api, plan, person, n);
  if (!reservationId) return false;
  const body = { reservationId, method: 'wallet' };
  const { token } = person;
  const paid = await api.ask({ step: 'pay', method: 'POST', path: '/api/payments', token, body });
  return paid.ok;
};

async function reserve(
  api: Api,
  plan: VisitsPlan,
  person: Credential,
  n: number,
): Promise<string | null> {
  const { token } = person;
  const command = (step: Request['step'], path: string, body: object, pass?: string) =>
    api.ask({ step, method: 'POST', path, token, body, ...(pass && { pass }) });
  const idOf = (reply: Reply) => (reply.ok ? (read(reply) as { id: string }).id : null);
  const best = { bestAvailable: { grade: plan.grade, count: 1 } };
  const holds = `/api/schedules/${schedule(plan, n)}/holds`;
  const holdId = idOf(await command('hold', holds, best, person.pass));
  return holdId && idOf(await command('reserve', '/api/reservations', { holdId }));
}

export const visitOf: Record<Visit, OneVisit> = {
  ...{ wallet, charge, place, arrive, look, browse, order },
};
