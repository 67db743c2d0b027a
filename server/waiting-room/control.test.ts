import { expect, test } from 'vitest';
import { bucketOf } from '@/server/platform/histogram';
import { renderMetrics } from '@/server/platform/metrics';
import { emptyPressure, type Measure, writeReport } from '@/server/platform/pressure';
import { showRates } from '@/server/jobs/admission-gauges';
import { findSale, updateSchedule } from '@/server/schedules';
import { anOrganiser, aSchedule } from '@/server/testing';
import { tendLine } from './admission';
import { controlRates, findAdmissionControl } from './control';
import { readPace, setRateInRedis } from './control.redis';
import { configureLine, findLine } from './lines';
import { joinLine } from './places';
import { aLine, enteredBefore, invitedTickets, people, setCounter, setLine } from './testing.redis';

/** A web process that says so many of a measure took so long. */
async function report(measure: Measure, ms: number, count = 100) {
  const pressure = emptyPressure();
  pressure[measure][bucketOf(ms)] = count;
  await writeReport('one', pressure);
}

/** As if far more people had come in all the time than the line lets in. */
const rush = (line: string) =>
  enteredBefore(
    line,
    Array.from({ length: 1_000 }, (_, i) => i * 10),
  );

const rateOf = async (line: string) => (await findAdmissionControl(line)).rate;

test('slow payments slow the line, everybody sees since when and why, and it is whole again after', async () => {
  const line = await aLine({ ratePerMinute: 1_200 });
  await rush(line);
  await report('payments', 2_000);
  expect((await findLine(line)).slowed).toBeNull();
  expect(await controlRates()).toEqual([
    { scheduleId: line, ceiling: 1_200, rate: 840, reason: 'payments_slow' },
  ]);
  const { slowed, serverNow, ratePerMinute } = await findLine(line);
  expect({ slowed, ratePerMinute }).toMatchObject({
    slowed: { reason: 'payments_slow', rate: 840 },
    ratePerMinute: 1_200,
  });
  expect(Date.parse(serverNow) - Date.parse(slowed!.at)).toBeLessThan(1_000);
  const { readings, ...control } = await findAdmissionControl(line);
  expect(control).toMatchObject({ auto: true, ceiling: 1_200, rate: 840 });
  expect(readings).toContainEqual({
    measure: 'payments',
    p95Ms: expect.closeTo(2_000, -3),
    targetMs: 500,
    samples: 100,
  });

  await report('payments', 20);
  await setCounter(line, 'rateNow', 1_199);
  await setCounter(line, 'rateSteppedAt', Date.now() - 2_000);
  await controlRates();
  expect((await findLine(line)).slowed).toBeNull();
  expect(await readPace(line, 0)).toMatchObject({ slowed: null });
});

test('the next cut waits for what the last one did', async () => {
  const line = await aLine({ ratePerMinute: 1_200 });
  await rush(line);
  await report('holds', 2_000);
  for (let look = 0; look < 3; look++) await controlRates();
  expect(await rateOf(line)).toBe(840);
  await setCounter(line, 'rateCutAt', Date.now() - 2_600);
  await controlRates();
  expect(await rateOf(line)).toBe(588);
});

test('a slowed line calls up and lets in at that rate', async () => {
  const line = await aLine({ ratePerMinute: 6_000 });
  for (const person of people(40)) await joinLine(person, line);
  await setCounter(line, 'rateNow', 600);
  await tendLine(line);
  expect(await invitedTickets(line)).toHaveLength(10);
});

test('one switch turns it off, at once, with its reason in the log of the sale', async () => {
  const organiser = await anOrganiser();
  const { id } = await aSchedule({ organiser, admissionsPerMinute: 1_200 });
  await configureLine(id);
  await rush(id);
  await report('connection', 700);
  await controlRates();
  expect((await findSale(organiser, id)).control).toMatchObject({
    rate: 840,
    slowed: { reason: 'database_busy' },
  });
  await expect(
    updateSchedule(organiser, id, { autoRate: false, reason: '점검' }),
  ).resolves.toMatchObject({
    autoRate: false,
  });
  await configureLine(id);
  await controlRates();
  expect((await findLine(id)).slowed).toBeNull();
  const { control, actions } = await findSale(organiser, id);
  expect(control).toMatchObject({ auto: false, rate: 1_200, slowed: null });
  expect(actions[0]).toMatchObject({
    reason: '점검',
    changed: { autoRate: { from: true, to: false } },
  });
});

test('only the line’s leader moves its rate, and only of a line that is open', async () => {
  const line = await aLine({ ratePerMinute: 1_200 });
  await rush(line);
  await report('payments', 2_000);
  await tendLine(line, 'another worker');
  expect(await controlRates('this worker')).toEqual([]);
  const slowed = {
    rateNow: 60,
    reason: 'holds_slow',
    slowedAtMs: 1,
    cutAtMs: 1,
    steppedAtMs: 1,
  } as const;
  expect(await setRateInRedis(line, 999, slowed)).toBe(false);
  expect((await findLine(line)).slowed).toBeNull();
  await setLine(line, { opensAt: Date.now() + 60_000 });
  expect(await controlRates('another worker')).toEqual([]);
});

test('an operator’s lower rate counts at once, also while the line is slowed', async () => {
  const line = await aLine({ ratePerMinute: 1_200 });
  await setCounter(line, 'rateNow', 840);
  await setLine(line, { ratePerMinute: 600 });
  expect((await findLine(line)).slowed).toBeNull();
  expect(await rateOf(line)).toBe(600);
});

test('the gauges show the lines that this worker leads, and no more those that it led', async () => {
  showRates([{ scheduleId: 'a', ceiling: 1_200, rate: 840, reason: 'payments_slow' }]);
  expect(await renderMetrics()).toContain(
    'openrun_admission_rate{schedule="a",reason="payments_slow"} 840',
  );
  showRates([{ scheduleId: 'b', ceiling: 1_200, rate: 1_200, reason: null }]);
  const shown = await renderMetrics();
  expect(shown).toContain('openrun_admission_rate{schedule="b",reason="none"} 1200');
  expect(shown).toContain('openrun_admission_ceiling{schedule="b"} 1200');
  expect(shown).not.toContain('schedule="a"');
});
