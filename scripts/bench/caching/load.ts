import http from 'node:http';

export type Load = { perSecond: number; p50Ms: number; p99Ms: number };

/** Asks one address over and over from `clients` connections, and counts whole answers of 200 only. */
export async function loadOf(url: string, clients: number, seconds: number): Promise<Load> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
  const run = async (forMs: number) => {
    const latencies: number[] = [];
    const endsAt = performance.now() + forMs;
    const client = async () => {
      while (performance.now() < endsAt) latencies.push(await ask(url, agent));
    };
    await Promise.all(Array.from({ length: clients }, client));
    return latencies;
  };
  try {
    await run(Math.min(2_000, seconds * 500)); // caches filled, code compiled
    const beganAt = performance.now();
    const latencies = (await run(seconds * 1_000)).toSorted((a, b) => a - b);
    const took = (performance.now() - beganAt) / 1_000;
    const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
    return { perSecond: latencies.length / took, p50Ms: at(0.5), p99Ms: at(0.99) };
  } finally {
    agent.destroy();
  }
}

/** Milliseconds to the end of one answer. */
function ask(url: string, agent: http.Agent): Promise<number> {
  const beganAt = performance.now();
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers: { accept: 'text/html,*/*' } }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - beganAt);
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    });
    request.once('error', reject);
  });
}
