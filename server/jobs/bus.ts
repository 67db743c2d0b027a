import { setTimeout as wait } from 'node:timers/promises';
import {
  beatMs,
  consumeBatch,
  newLeads,
  onWake,
  outboxLag,
  relayBatch,
  rowsPerPartition,
  theBus,
  type Consumer,
  type Lead,
  type Leads,
} from '@/server/outbox';
import { singleton } from '@/server/platform/singleton';
import { showBus } from './bus-gauges';
import { consumers } from './consumers';
import type { Job } from './job';
import { newArrivals, newLooks } from './looks';
import { newNews } from './news';

/** A commit whose wake-up was lost is found by this poll. */
const relayPollMs = 100;
/** In a rush what is committed in this time is shipped, and handled, together: most of the work is the same for many. */
const lingerMs = 100;

const leads = (): Leads => singleton('bus:leads', () => newLeads());
const commits = newNews();
const arrivals = newArrivals();

/** A worker's say in who leads which partition. Its failures are those of Redis, and end what it leads. */
const leadJob: Job = { name: 'lead', everyMs: beatMs, run: () => leads().renew() };

async function relayOnce(): Promise<number> {
  const shipped = await leads().work((held) => relayBatch(theBus(), held));
  if (shipped.length === 0) return 0;
  arrivals.tell(new Set(shipped.map(({ partition }) => partition)));
  return shipped.length;
}

let isListening = false;

const relayJob: Job = {
  name: 'relay',
  everyMs: 0,
  async run() {
    if (!isListening) onWake(() => commits.tell());
    isListening = true;
    const seen = commits.version();
    const nextAt = performance.now() + lingerMs;
    while ((await relayOnce()) >= rowsPerPartition);
    await commits.wait(seen, relayPollMs);
    await wait(Math.max(0, nextAt - performance.now()));
  },
};

const consumeOnce = (consumer: Consumer, held: Lead[]) => consumeBatch(theBus(), consumer, held);

/** Each consumer goes at its own pace: a slow mail server holds up no seats. */
const consumerJob = (consumer: Consumer & { pauseAfterFailureMs?: number }): Job => {
  let pausedUntil = 0;
  const looks = newLooks(arrivals, () => theBus().pollMs);
  const consume = () => leads().work((held) => looks.at(held, (due) => consumeOnce(consumer, due)));
  return {
    name: `consume:${consumer.name}`,
    everyMs: 0,
    async run() {
      const seen = arrivals.version();
      try {
        if (performance.now() >= pausedUntil) while ((await consume()) > 0);
      } catch (error) {
        pausedUntil = performance.now() + (consumer.pauseAfterFailureMs ?? 0);
        throw error;
      }
      await arrivals.wait(seen, theBus().pollMs);
    },
  };
};

const names = () => consumers.map(({ name }) => name);

/** How far behind each consumer is. */
export const busLag = () => theBus().backlogs(names());

/** Whether a consumer has yet to handle something that was committed. */
export async function isTelling(): Promise<boolean> {
  const [{ rows }, groups] = await Promise.all([outboxLag(), busLag()]);
  return rows > 0 || groups.some(({ waiting }) => waiting > 0);
}

const tidyJob: Job = {
  name: 'tidy-bus',
  everyMs: 5_000,
  run: () => leads().work((held) => theBus().tidy(names(), held)),
};

/** What is not handled, how old it is, and what never will be. */
export const busGaugesJob: Job = {
  name: 'bus-gauges',
  everyMs: 5_000,
  run: () => showBus(busLag),
};

export const busJobs: Job[] = [
  leadJob,
  relayJob,
  ...consumers.map(consumerJob),
  tidyJob,
  busGaugesJob,
];

/** Ships and consumes until nothing is left: for whoever is alone, as tests are. */
export async function drainBus(): Promise<void> {
  await leads().renew();
  for (let moved = 1; moved > 0;) {
    moved = await relayOnce();
    const consumed = consumers.map((each) => leads().work((held) => consumeOnce(each, held)));
    for (const count of await Promise.all(consumed)) moved += count;
  }
}

export const leaveBus = (): Promise<void> => leads().leave();
