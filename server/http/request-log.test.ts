import { expect, test } from 'vitest';
import { routeOf } from './request-log';

const id = '0197a0a0-0000-7000-8000-000000000001';

test.each([
  [`/api/queue/${id}/places/me?x=1`, 200, '/api/queue/:id/places/me'],
  [`/api/holds/${id}.${id}/seats/12`, 204, '/api/holds/:id.:id/seats/:number'],
  ['/_next/static/chunks/a1b2.js', 200, '/assets'],
  ['/queue-assets/abc.js', 304, '/assets'],
  ['/?email=fan@openrun.test', 200, '/'],
])('%s with %i is logged as %s', (url, status, route) => {
  expect(routeOf(url, status)).toBe(route);
});

test('a path that never worked is unknown, however it is refused', () => {
  expect(routeOf('/wp-login.php', 404)).toBe('unknown');
  expect(routeOf('/api/schedules/made-up', 422)).toBe('unknown');
  expect(routeOf(`/api/concerts/${id}`, 503)).toBe('unknown');
  expect(routeOf(`/api/concerts/${id}`, 200)).toBe('/api/concerts/:id');
  expect(routeOf(`/api/concerts/${id}`, 503)).toBe('/api/concerts/:id');
});
