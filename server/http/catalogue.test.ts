import { describe, expect, it } from 'vitest';
import { concertSchema } from '@/server/concerts/concerts.schema';
import { scheduleDetailSchema } from '@/server/schedules/schedules.schema';
import {
  aConcert,
  aFan,
  aLayout,
  anOrganiser,
  aSchedule,
  bearerOf,
  pricesFor,
  sellSeats,
  textOf,
  type Person,
} from '@/server/testing';
import { api } from './app';

const unknown = '01890000-0000-7000-8000-000000000000';

/** The fields that these tests look into. */
type Body = {
  sections: { name: string; rows: unknown[] }[];
  id: string;
  publishedAt: string | null;
  concerts: unknown[];
  schedules: object[];
};

async function call(method: string, path: string, options: { by?: Person; body?: unknown } = {}) {
  const response = await api.request(`/api${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(options.by && bearerOf(options.by)),
    },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Body };
}

const refusal = (status: number, code: string) => ({ status, body: { code, status } });

describe('the public catalogue', () => {
  it('lists, finds and pages published concerts', async () => {
    await aConcert({ title: { ko: '봄밤', en: 'Spring night' } });
    await aConcert({ published: false });
    const { status, body } = await call('GET', '/concerts?query=봄밤&size=1');
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 1, page: 1, pages: 1 });
    expect(concertSchema.strict().parse(body.concerts[0]).title.en).toBe('Spring night');
  });

  it('shows a concert, its schedules, and one of them', async () => {
    const { id, concertId } = await aSchedule();
    expect(await call('GET', `/concerts/${concertId}`)).toMatchObject({
      status: 200,
      body: { id: concertId },
    });
    const list = await call('GET', `/concerts/${concertId}/schedules`);
    expect(list.body.schedules).toMatchObject([{ id, seatsLeft: 480 }]);
    expect(list.body.schedules[0]).not.toHaveProperty('concert');
    const one = await call('GET', `/schedules/${id}`);
    expect(scheduleDetailSchema.strict().parse(one.body).concert.id).toBe(concertId);
  });

  it("answers 404 for what is unknown, a draft, or a draft's", async () => {
    const organiser = await anOrganiser();
    const draft = await aConcert({ organiser, published: false });
    const hidden = await aSchedule({ organiser, concertId: draft.id });
    for (const path of [
      `/concerts/${unknown}`,
      `/concerts/${draft.id}`,
      `/concerts/${draft.id}/schedules`,
      `/schedules/${unknown}`,
      `/schedules/${hidden.id}`,
      `/schedules/${hidden.id}/seats`,
      `/schedules/${hidden.id}/layout`,
      `/queue/${hidden.id}`,
    ]) {
      expect(await call('GET', path), path).toMatchObject(refusal(404, 'not_found'));
    }
    const joined = await call('POST', `/queue/${hidden.id}/places`, { by: await aFan() });
    expect(joined).toMatchObject(refusal(404, 'not_found'));
  });

  it('refuses what it cannot read', async () => {
    for (const path of [
      '/concerts/7',
      '/schedules/seven',
      '/concerts?page=0',
      '/concerts?size=61',
      '/concerts?sort=price',
      '/concerts?from=tomorrow',
      `/concerts?query=${'x'.repeat(61)}`,
    ]) {
      expect(await call('GET', path), path).toMatchObject(refusal(422, 'invalid_input'));
    }
  });
});

const concertBody = { title: textOf('봄밤'), artist: textOf('윤슬') };

describe('the console', () => {
  it('takes a concert from draft to sale and away again', async () => {
    const by = await anOrganiser();
    const layout = await aLayout();
    const made = await call('POST', '/admin/concerts', { by, body: concertBody });
    expect(made).toMatchObject({ status: 201, body: { publishedAt: null, soldSeats: 0 } });
    const concertId = made.body.id;
    const changed = await call('PATCH', `/admin/concerts/${concertId}`, {
      by,
      body: { ageLimit: 12 },
    });
    expect(changed).toMatchObject({ status: 200, body: { ageLimit: 12 } });
    const published = await call('POST', `/admin/concerts/${concertId}/publication`, { by });
    expect(published.body.publishedAt).not.toBeNull();
    const publication = `/admin/concerts/${concertId}/publication`;
    const hidden = await call('DELETE', publication, { by });
    expect(hidden).toMatchObject({ status: 200, body: { publishedAt: null } });
    expect(await call('GET', `/concerts/${concertId}`)).toMatchObject(refusal(404, 'not_found'));
    expect(await call('POST', publication, { by })).toMatchObject({ status: 200 });

    const named = await call('GET', `/admin/layouts/${layout.id}/sections`, { by });
    const [section] = layout.document.sections;
    const { name, firstSeat, numbers, xs } = section!.rows[0]!;
    expect(named.body.sections[0]).toMatchObject({
      name: section!.name,
      rows: expect.arrayContaining([{ name, firstSeat, numbers, seatCount: xs.length }]),
    });
    expect(await call('GET', `/admin/layouts/${unknown}/sections`, { by })).toMatchObject(
      refusal(404, 'not_found'),
    );

    const body = {
      concertId,
      layoutId: layout.id,
      startsAt: '2031-05-03T19:00:00+09:00',
      opensAt: '2031-04-01T20:00:00+09:00',
      prices: pricesFor(layout.document),
    };
    const schedule = await call('POST', '/admin/schedules', { by, body });
    expect(schedule).toMatchObject({
      status: 201,
      body: { startsAt: '2031-05-03T10:00:00.000Z', admissionsPerMinute: 1_700, seatsLeft: 480 },
    });
    const path = `/admin/schedules/${schedule.body.id}`;
    const paused = await call('PATCH', path, { by, body: { paused: true, reason: '점검' } });
    expect(paused).toMatchObject({ status: 200, body: { paused: true } });
    expect(await call('GET', path, { by })).toMatchObject({ body: { paused: true } });
    const listed = await call('GET', `/admin/concerts/${concertId}/schedules`, { by });
    expect(listed.body.schedules).toHaveLength(1);
    expect(await call('DELETE', path, { by })).toEqual({ status: 204, body: null });
    expect(await call('DELETE', `/admin/concerts/${concertId}`, { by })).toMatchObject({
      status: 204,
    });
    expect(await call('GET', `/admin/concerts/${concertId}`, { by })).toMatchObject(
      refusal(404, 'not_found'),
    );
  });

  it('says why it refuses', async () => {
    const by = await anOrganiser();
    const { id, concertId } = await aSchedule({ organiser: by });
    const path = `/admin/schedules/${id}`;
    const patch = (body: unknown) => call('PATCH', path, { by, body });
    expect(await patch({ paused: true })).toMatchObject({
      ...refusal(422, 'invalid_input'),
      body: { facts: { issues: [{ path: 'reason' }] } },
    });
    expect(await patch({ capacity: 0, reason: '점검' })).toMatchObject(
      refusal(422, 'invalid_input'),
    );
    expect(await patch({ startsAt: '2020-01-01T00:00:00Z' })).toMatchObject(
      refusal(422, 'times_not_ordered'),
    );
    expect(await patch({ prices: [{ grade: 'VIP', price: 1 }] })).toMatchObject(
      refusal(422, 'prices_do_not_fit'),
    );
    expect(await patch({ blockedSeats: [9_999] })).toMatchObject(refusal(422, 'seat_unknown'));
    expect(await patch({ blockedSeats: [1] })).toMatchObject(refusal(409, 'sale_has_opened'));
    await sellSeats(id, [0]);
    expect(await patch({ blockedSeats: [1] })).toMatchObject(refusal(409, 'schedule_has_sales'));
    expect(await call('DELETE', path, { by })).toMatchObject(refusal(409, 'schedule_has_sales'));
    for (const kept of [`/admin/concerts/${concertId}`, `/admin/concerts/${concertId}/publication`])
      expect(await call('DELETE', kept, { by })).toMatchObject(refusal(409, 'concert_has_sales'));
    const body = {
      concertId,
      layoutId: unknown,
      prices: [{ grade: 'R', price: 1 }],
      startsAt: '2031-01-02T00:00:00Z',
      opensAt: '2031-01-01T00:00:00Z',
    };
    expect(await call('POST', '/admin/schedules', { by, body })).toMatchObject(
      refusal(422, 'layout_unknown'),
    );
  });

  it('is closed to the signed-out and to fans, and shows organisers their own only', async () => {
    const { id, concertId } = await aSchedule();
    const paths: [string, string, unknown?][] = [
      ['GET', '/admin/concerts'],
      ['POST', '/admin/concerts', concertBody],
      ['GET', `/admin/concerts/${concertId}`],
      ['PATCH', `/admin/concerts/${concertId}`, { ageLimit: 1 }],
      ['POST', `/admin/concerts/${concertId}/publication`],
      ['DELETE', `/admin/concerts/${concertId}/publication`],
      ['DELETE', `/admin/concerts/${concertId}`],
      ['GET', '/admin/layouts'],
      ['GET', `/admin/layouts/${unknown}/sections`],
      ['GET', `/admin/concerts/${concertId}/schedules`],
      ['GET', `/admin/schedules/${id}`],
      ['PATCH', `/admin/schedules/${id}`, { lobbyMinutes: 1 }],
      ['DELETE', `/admin/schedules/${id}`],
      ['GET', `/admin/schedules/${id}/sale`],
    ];
    const [fan, other] = [await aFan(), await anOrganiser()];
    for (const [method, path, body] of paths) {
      expect(await call(method, path, { body }), path).toMatchObject(
        refusal(401, 'sign_in_required'),
      );
      expect(await call(method, path, { by: fan, body }), path).toMatchObject(
        refusal(403, 'staff_only'),
      );
      if (!path.includes(id) && !path.includes(concertId)) continue;
      expect(await call(method, path, { by: other, body }), path).toMatchObject(
        refusal(404, 'not_found'),
      );
    }
  });
});
