import { expect, test } from 'vitest';
import { api } from './app';

test('the API describes every call of the interface', async () => {
  const response = await api.request('/api/openapi.json');
  const { paths } = (await response.json()) as { paths: Record<string, object> };
  for (const path of [
    '/api/users',
    '/api/sessions',
    '/api/concerts/{id}',
    '/api/schedules/{id}/seats',
    '/api/schedules/{id}/holds',
    '/api/holds/{id}/seats/{seatId}',
    '/api/queue/{id}/places/me/entry',
    '/api/reservations/{id}/cancellation',
    '/api/payments',
    '/api/wallet/charges',
    '/api/doors/{id}/admissions',
  ]) {
    expect(Object.keys(paths)).toContain(path);
  }
});

test('the documentation is a page with files of its own', async () => {
  const page = await (await api.request('/api/docs')).text();
  for (const [, file] of page.matchAll(/(?:href|src)="([^"]+)"/g)) {
    expect((await api.request(file!)).status).toBe(200);
  }
  expect((await api.request('/api/docs/..%2Fpackage.json')).status).toBe(404);
});
