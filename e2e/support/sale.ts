import { type APIRequestContext, expect } from '@playwright/test';
import type { Person } from './test';

type Api = { request: APIRequestContext; organiser: Person };

export type SaleTerms = {
  /** How many may be inside at once. */
  capacity?: number;
  /** From now; open since a minute unless told. */
  opensInMs?: number;
  artist?: string;
  /** What it does while the seats' Redis is away; it pauses unless told. */
  seatsAwayMode?: 'pause' | 'degraded';
  /** Whether a reservation may leave a seat alone; it may unless told. */
  orphanRule?: 'strict' | 'lenient';
};

/** A sale of the small hall for one journey alone. Returns the schedule's id. */
export async function aHallOnSale(
  { request, organiser }: Api,
  title: string,
  { capacity, opensInMs = -60_000, artist = '좌석단', ...terms }: SaleTerms = {},
): Promise<string> {
  const headers = { authorization: `Bearer ${organiser.token}` };
  const call = async <T>(path: string, data?: object): Promise<T> => {
    const response = await (data
      ? request.post(path, { headers, data })
      : request.get(path, { headers }));
    expect(response.ok(), await response.text()).toBe(true);
    return (await response.json()) as T;
  };
  const { layouts } = await call<{
    layouts: { id: string; grades: { grade: string }[]; seatCount: number }[];
  }>('/api/admin/layouts');
  const hall = layouts.toSorted((a, b) => a.seatCount - b.seatCount)[0]!;
  const text = (words: string) => ({ ko: words, en: words });
  const concert = await call<{ id: string }>('/api/admin/concerts', {
    title: text(title),
    artist: text(artist),
  });
  const published = `/api/admin/concerts/${concert.id}/publication`;
  expect((await request.post(published, { headers })).ok()).toBe(true);
  const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
  const { id } = await call<{ id: string }>('/api/admin/schedules', {
    concertId: concert.id,
    layoutId: hall.id,
    startsAt: inMs(7 * 86_400_000),
    opensAt: inMs(opensInMs),
    ...(capacity && { capacity }),
    ...terms,
    prices: hall.grades.map(({ grade }) => ({ grade, price: 50_000 })),
  });
  return id;
}
