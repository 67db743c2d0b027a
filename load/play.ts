import path from 'node:path';
import { inRoot } from '@/scripts/lib/paths';
import { bold, green, red, say, step } from '@/scripts/lib/say';
import { auditWhatIsLeft, countBooked } from './audit';
import { checkCounts } from './counts';
import { LiveLine } from './live-line';
import { commit, machine, versions } from './machine';
import type { Options } from './options';
import { Recording } from './recording';
import { writeReport } from './report';
import type { RunFile } from './report/run.schema';
import type { Simulation, Stage, Threshold } from './simulation';
import type { LoadSite } from './site';
import { LiveStage } from './stage';
import { summaryOf } from './waits';

/** Plays a simulation on a site, looks at what is left behind, writes it all down, and says how to exit. */
export async function playOn(
  site: LoadSite,
  name: string,
  simulation: Simulation,
  options: Options,
): Promise<number> {
  const recording = new Recording(name);
  const stage = new LiveStage(options, site, recording, new LiveLine());
  await stage.begin();
  const thresholds = await playToItsEnd(stage, simulation);
  const endedAt = new Date();
  const audit = await step('The audit', auditWhatIsLeft);
  thresholds.push(...(await countThresholds(stage, recording)));
  const run: RunFile = {
    ...{ id: recording.id, name, seed: options.seed },
    startedAt: new Date(recording.startedAt).toISOString(),
    endedAt: endedAt.toISOString(),
    ...(stage.opensAt && { opensAt: new Date(stage.opensAt).toISOString() }),
    ...{ commit: commit(), versions: await versions(), machine: machine() },
    settings: { ...stage.settings, quick: options.quick, ownSite: site.isOwn },
    generator: generatorOf(stage),
    audit,
    ...(recording.arrived > 0 && {
      fans: {
        ...{ arrived: recording.arrived, outcomes: recording.ended },
        peakAtOnce: recording.peakAtOnce,
      },
    }),
    ...{ thresholds, exitCode: exitCodeOf(audit, thresholds), phases: recording.phases },
    steps: recording.whole.steps(),
    ...(recording.waits.length > 0 && { wait: summaryOf(stage.waits()) }),
  };
  tell(run, recording);
  recording.writeRun(run);
  await writeReport(recording.folder);
  return run.exitCode;
}

/** A simulation that breaks off has missed what it was for; what it leaves is looked at and written down like any other. */
export async function playToItsEnd(
  stage: Stage & { end: () => Promise<void> },
  simulation: Simulation,
): Promise<Threshold[]> {
  try {
    return await simulation.play(stage);
  } catch (error) {
    say(red(String((error as Error).stack)));
    return [{ name: `it broke off: ${(error as Error).message}`, ok: false }];
  } finally {
    await stage.end();
  }
}

/** 1 on one violation, and on one threshold missed: that the counts add up is one of them. */
export const exitCodeOf = (audit: RunFile['audit'], thresholds: Threshold[]): number =>
  audit.ok && thresholds.every(({ ok }) => ok) ? 0 : 1;

/** Everybody ended in one way, and the books have the same tickets as the people. */
async function countThresholds(stage: LiveStage, recording: Recording): Promise<Threshold[]> {
  const ids = stage.counted.flatMap(({ scheduleIds }) => scheduleIds);
  const onSale = stage.counted.reduce(
    (sum, { seats, scheduleIds }) => sum + seats * scheduleIds.length,
    0,
  );
  const { arrived, ended: outcomes, seats } = recording;
  const wrong = checkCounts({ arrived, outcomes, seats }, await countBooked(ids, onSale));
  const sentences = wrong.map((sentence): Threshold => ({ name: sentence, ok: false }));
  return [{ name: 'the counts add up', ok: wrong.length === 0 }, ...sentences];
}

function generatorOf(stage: LiveStage): RunFile['generator'] {
  const share = stage.shareSince({});
  const isLimit = stage.limits.length > 0;
  return {
    ...{ name: 'node', version: process.versions.node },
    cpuSeconds: stage.processes.cpuSeconds['generator'] ?? 0,
    ...{ share, isLimit, ...(isLimit && { limitReason: stage.limits.join('; ') }) },
  };
}

function tell(run: RunFile, { why, folder, peakAtOnce }: Recording): void {
  for (const { name, fromS, toS, steps, dropped, generatorShare } of run.phases ?? []) {
    say(bold(`${name}: ${Math.round(toS - fromS)} s, ${dropped} dropped`));
    say(`  the crowd took ${Math.round(100 * (generatorShare ?? 0))} % of all CPU used`);
    for (const [each, { count, failed, meanMs, p95, p99, maxMs }] of Object.entries(steps ?? {})) {
      const rate = (count / (toS - fromS)).toFixed(1);
      say(
        `  ${each.padEnd(10)} ${count} (${rate}/s), ${failed} failed, mean ${meanMs} p95 ${p95} p99 ${p99} worst ${maxMs} ms`,
      );
    }
  }
  if (run.fans) say(`people: ${JSON.stringify(run.fans)}, at once ${peakAtOnce}`);
  if (Object.keys(why).length > 0) say(`  why: ${JSON.stringify(why)}`);
  if (run.generator.limitReason) say(red(`the crowd was the limit: ${run.generator.limitReason}`));
  for (const violation of run.audit.violations) say(red(`✖ ${violation}`));
  for (const { name, ok, value, limit } of run.thresholds) {
    const figures = value === undefined ? '' : `: ${value} (limit ${limit})`;
    say(ok ? `${green('✓')} ${name}${figures}` : red(`✖ ${name}${figures}`));
  }
  say(`Written to ${path.relative(inRoot(), folder)}`);
}
