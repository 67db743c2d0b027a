import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { StartError } from '@/scripts/lib/say';
import { seatsMax } from './sale';

/** One crowd is one process, which may open 20,000 descriptors. */
const fansMax = 15_000;

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const optionsSchema = z.object({
  fans: whole(1, fansMax).optional(),
  seats: whole(1, seatsMax).optional(),
  /** Admissions a minute, people inside at once, seconds of lobby before the opening. */
  rate: whole(1, 1_000_000).optional(),
  capacity: whole(1, 1_000_000).optional(),
  lobby: whole(12, 3_600).optional(),
  /** How much longer than usual people take for everything. */
  think: z.coerce.number().min(0.01).max(100).optional(),
  minutes: z.coerce.number().min(0.1).max(600).optional(),
  seed: whole(0, 2 ** 31).default(1),
  quick: z.boolean().default(false),
  /** The data folder of the site that BASE_URL names, and where its realtime is if no proxy routes to it. */
  dir: z
    .string()
    .default('.data')
    .transform((folder) => path.resolve(folder)),
  realtime: z.string().optional(),
  isOwned: z.boolean().default(false),
});
export type Options = z.infer<typeof optionsSchema>;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** What was typed behind `npm run load --`; anything odd is refused with a sentence. */
export function readOptions(args: string[]): { words: string[]; options: Options } {
  const { values, positionals } = parse(args);
  const { 'i-own-this-target': isOwned, ...given } = values;
  const options = optionsSchema.safeParse({ ...given, isOwned });
  if (options.success) return { words: positionals, options: options.data };
  const [issue] = options.error.issues;
  throw new StartError(`--${issue!.path.join('.')}: ${issue!.message}`);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...{ fans: text, seats: text, rate: text, capacity: text, lobby: text, think: text },
        ...{ minutes: text, seed: text, quick: flag, dir: text, realtime: text },
        'i-own-this-target': flag,
      },
    });
  } catch (error) {
    throw new StartError((error as Error).message);
  }
}
