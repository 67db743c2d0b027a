import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from '@/server/platform/env';
import type { Locale } from './locale';

export type Messages = { [key: string]: string | Messages };

const loaded = new Map<Locale, Messages>();

/** All messages of one language: `messages/<locale>/<namespace>.json`, a key a namespace. */
export function loadMessages(locale: Locale): Messages {
  const known = loaded.get(locale);
  if (known) return known;
  const folder = join(/* turbopackIgnore: true */ process.cwd(), 'messages', locale);
  const messages = Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [file.slice(0, -5), readJson(join(folder, file))]),
  );
  if (env.NODE_ENV === 'production') loaded.set(locale, messages);
  return messages;
}

function readJson(path: string): Messages {
  return JSON.parse(readFileSync(path, 'utf8')) as Messages;
}
