import { setImmediate as otherWork } from 'node:timers/promises';
import type { DrawFile, DrawView } from './draw.schema';
import { findDrawRow, listArchivedDraws } from './draw.store';
import { piecesOfArchive } from './archive';
import { isWrong, type Step, verifyDraw, verifyEntrants } from './verifier/verify';
import { recordOf, viewDraw } from './view-draw';

export type WrongDraw = { scheduleId: string; steps: string[] };

/** Checks every draw that is kept as anybody would, from what is kept of it. */
export async function auditDraws(): Promise<WrongDraw[]> {
  const wrong: WrongDraw[] = [];
  for (const scheduleId of await listArchivedDraws()) {
    const steps = await checkKept(scheduleId);
    if (isWrong(steps)) wrong.push({ scheduleId, steps: wrongOf(steps) });
    await otherWork();
  }
  return wrong;
}

const wrongOf = (steps: Step[]) =>
  steps.filter(({ state }) => state === 'wrong').map(({ step }) => step);

async function checkKept(scheduleId: string): Promise<Step[]> {
  const row = await findDrawRow(scheduleId);
  if (!row) return [];
  const draw = viewDraw(scheduleId, recordOf(row, null));
  const file: DrawFile = { ...draw, entrants: [] };
  for await (const entrants of piecesOfArchive(scheduleId, draw.list!.size))
    file.entrants.push(...entrants);
  const steps = [...verifyDraw(draw), ...verifyEntrants(file)];
  // A list that was signed by a key of before can be checked by who has that key, and not here.
  return isOurKey(draw) ? steps : steps.filter(({ step }) => step !== 'list');
}

const isOurKey = ({ list, keys }: DrawView) => keys.some(({ id }) => id === list?.keyId);
