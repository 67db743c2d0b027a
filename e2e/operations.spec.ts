import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, runsAnew, site, test } from './support/test';

type Line = { time: string; msg: string; method?: string; route?: string; status?: number };

const logOf = (name: string) =>
  readFileSync(path.join(process.env.E2E_DIR!, 'logs', `${name}.log`), 'utf8');

const requestsIn = (log: string) =>
  log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line.msg === 'request');

test('each request leaves one line in the log, and none says who it was', async ({
  request,
  newFan,
}) => {
  const { email, token } = await newFan();
  const headers = { authorization: `Bearer ${token}` };
  const me = await request.get('/api/users/me', { headers });
  const { account } = (await me.json()) as { account: { id: string; name: string } };
  const countOf = (route: string) =>
    requestsIn(logOf('web')).filter((line) => line.route === route).length;
  const before = countOf('/api/wallet');
  await request.get(`/api/wallet?mail=${email}`, { headers });
  await expect.poll(() => countOf('/api/wallet')).toBe(before + 1);
  await request.get(`${site.realtimeUrl()}/api/queue/${account.id}`, { headers });
  await expect.poll(() => logOf('realtime')).toMatch(/"route":"(unknown|\/api\/queue\/:id)"/);
  const lines = JSON.stringify([...requestsIn(logOf('web')), ...requestsIn(logOf('realtime'))]);
  for (const secret of [email, token, account.id, account.name]) {
    expect(lines).not.toContain(secret);
  }
});

test('each program measures itself', async ({ request }) => {
  for (const url of [site.url(), site.realtimeUrl()]) {
    const metrics = await (await request.get(`${url}/metrics`)).text();
    expect(metrics).toContain('process_cpu_user_seconds_total');
    expect(metrics).toContain('openrun_http_request_seconds_bucket');
  }
});

test('a program that is asked to stop answers what it has begun, and is there again', async ({
  demo,
}) => {
  const { email, password } = await demo('fan');
  const before = site.pid('web');
  const signIn = async () => {
    const response = await fetch(`${site.url()}/api/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    return response.status;
  };
  // As many as the limit of an account lets try at once.
  const answers = Array.from({ length: 4 }, signIn);
  await Promise.race(answers);
  process.kill(before, 'SIGTERM');
  expect(await Promise.all(answers)).toEqual([201, 201, 201, 201]);
  await runsAnew('web', before);
});
