import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { ServiceUrls } from '@/scripts/lib/site-services';

type Letter = { consumer: string; error: string; body: string };

/** What a consumer refused for good, as the worker keeps it: no journey can make one through the site. */
export async function leaveDeadLetter({ consumer, error, body }: Letter): Promise<void> {
  const noted = readFileSync(`${process.env.E2E_DIR}/services.json`, 'utf8');
  const { databaseUrl } = JSON.parse(noted) as ServiceUrls;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO dead_letters (consumer, body, body_hash, error)
       VALUES ($1, $2, sha256(convert_to($2, 'UTF8')), $3)`,
      [consumer, body, error],
    );
  } finally {
    await client.end();
  }
}

/** An event that a consumer may handle after all. */
export function aLetterOf(consumer: string): Letter {
  const scheduleId = randomUUID();
  const event = { eventId: randomUUID(), key: scheduleId, payload: { scheduleId } };
  return {
    consumer,
    error: 'not_found',
    body: JSON.stringify({ type: 'schedule.changed', ...event }),
  };
}
