import { type APIRequestContext, expect } from '@playwright/test';
import { aHallOnSale } from './sale';
import { site } from './site';
import type { Person } from './test';

type Place = { state: string; pass: { token: string } | null };

const bearer = ({ token }: Person) => ({ authorization: `Bearer ${token}` });

type Wanted = { grade: string; count: number };

function commands(request: APIRequestContext, fan: Person, scheduleId: string) {
  return async <T>(path: string, step: string, data: object, more = {}) => {
    const headers = { ...bearer(fan), 'idempotency-key': `${step}-${scheduleId}`, ...more };
    const response = await request.post(path, { headers, data });
    expect(response.status(), await response.text()).toBe(201);
    return (await response.json()) as T;
  };
}

/** Waits in line and reserves the best seats, as an API client does; they wait for their payment. */
export async function reserveSeats(
  request: APIRequestContext,
  fan: Person,
  scheduleId: string,
  wanted: Wanted,
): Promise<{ total: number; reservationId: string }> {
  const send = commands(request, fan, scheduleId);
  const pass = await passThroughLine(request, fan, scheduleId);
  const { id: holdId, total } = await send<{ id: string; total: number }>(
    `/api/schedules/${scheduleId}/holds`,
    'hold',
    { bestAvailable: wanted },
    { 'openrun-pass': pass },
  );
  const { id } = await send<{ id: string }>('/api/reservations', 'reserve', { holdId });
  return { total, reservationId: id };
}

/** The same, and pays. */
export async function buySeats(
  request: APIRequestContext,
  fan: Person,
  scheduleId: string,
  wanted: Wanted,
): Promise<{ total: number; reservationId: string; ticketIds: string[] }> {
  const send = commands(request, fan, scheduleId);
  const { total, reservationId } = await reserveSeats(request, fan, scheduleId, wanted);
  await send('/api/wallet/charges', 'charge', { amount: total });
  const payment = { reservationId, method: 'wallet' };
  const { ticketIds } = await send<{ ticketIds: string[] }>('/api/payments', 'pay', payment);
  return { total, reservationId, ticketIds };
}

async function passThroughLine(request: APIRequestContext, fan: Person, scheduleId: string) {
  const headers = bearer(fan);
  const places = `${site.realtimeUrl()}/api/queue/${scheduleId}/places`;
  expect((await request.post(places, { headers })).ok()).toBe(true);
  const place = async () =>
    (await (await request.get(`${places}/me`, { headers })).json()) as Place;
  await expect.poll(async () => (await place()).state).toBe('invited');
  const entry = (await (await request.post(`${places}/me/entry`, { headers })).json()) as Place;
  return entry.pass!.token;
}

/** A hall on sale for one journey alone, with a grade that it has. */
export async function aShow(request: APIRequestContext, organiser: Person, title: string) {
  return { scheduleId: await aHallOnSale({ request, organiser }, title), grade: 'R' };
}
