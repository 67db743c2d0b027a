import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { api } from '@/server/http/app';
import { newId } from '@/server/platform/id';
import { aFan, aLayout, aSchedule, anAdmin } from '@/server/testing';
import { arenaLayout } from './generators';
import { createLayout, createVenue, findLayout, listVenues } from './index';

const text = { ko: '홀', en: 'Hall' };
const schedulePath = (id: string) => `/api/schedules/${id}/layout`;

describe('venues', () => {
  it('numbers the layouts of a venue, and keeps each as it was', async () => {
    const { id, venueId, document } = await aLayout();
    const second = await createLayout(await anAdmin(), { venueId, document: arenaLayout() });
    expect(second).toMatchObject({ version: 2, seatCount: 12_000 });
    expect(await findLayout(id)).toEqual(document);
    const [venue] = await listVenues();
    expect(venue!.layouts.map(({ version }) => version)).toEqual([2, 1]);
  });

  it('gives every one of several layouts made at once a version of its own', async () => {
    const admin = await anAdmin();
    const { venueId, document } = await aLayout();
    const made = await Promise.all(
      Array.from({ length: 4 }, () => createLayout(admin, { venueId, document })),
    );
    const versions = made.map(({ version }) => version).toSorted((a, b) => a - b);
    expect(versions).toEqual([2, 3, 4, 5]);
  });

  it('lets no fan make a venue or a layout', async () => {
    const fan = await aFan();
    const { venueId, document } = await aLayout();
    const refused = { code: 'staff_only' };
    await expect(createVenue(fan, { name: text, address: text })).rejects.toMatchObject(refused);
    await expect(createLayout(fan, { venueId, document })).rejects.toMatchObject(refused);
  });

  it('refuses a layout for a venue that is not there, and finds none that is not there', async () => {
    const { document } = await aLayout();
    const refused = createLayout(await anAdmin(), { venueId: newId(), document });
    await expect(refused).rejects.toMatchObject({ code: 'not_found' });
    expect(await findLayout(newId())).toBeNull();
  });
});

describe('GET /api/schedules/:id/layout', () => {
  it('answers the same document in whatever encoding is understood', async () => {
    const layout = await aLayout();
    const path = schedulePath((await aSchedule({ layout })).id);
    const read = async (encoding: string) => {
      const response = await api.request(path, { headers: { 'accept-encoding': encoding } });
      expect(response.status).toBe(200);
      const encoded = response.headers.get('content-encoding');
      return [encoded, Buffer.from(await response.arrayBuffer())] as const;
    };
    const [[plain, json], [br, brotli], [gz, gzip]] = await Promise.all(
      ['identity', 'gzip, deflate, br', 'gzip'].map(read),
    );
    expect([plain, br, gz]).toEqual([null, 'br', 'gzip']);
    expect(JSON.parse(json!.toString())).toEqual(layout.document);
    expect(brotliDecompressSync(brotli!)).toEqual(json);
    expect(gunzipSync(gzip!)).toEqual(json);
  });

  it('is tagged by the layout: unchanged costs nothing, and by its id it is kept for good', async () => {
    const layout = await aLayout();
    const path = schedulePath((await aSchedule({ layout })).id);
    const first = await api.request(path);
    const etag = first.headers.get('etag')!;
    expect(etag).toBe(`"${layout.id}"`);
    const again = await api.request(path, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const byId = await api.request(`${path}?layout=${layout.id}`);
    expect(byId.headers.get('cache-control')).toContain('immutable');
    expect(first.headers.get('cache-control')).not.toContain('immutable');
  });

  it('knows no layout of a schedule that is not there', async () => {
    const response = await api.request(schedulePath(newId()));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'not_found' });
  });
});
