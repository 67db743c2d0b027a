import { z } from 'zod';
import { seatsRedis } from '@/server/platform/redis';
import { defineScript } from '@/server/platform/script';
import { packRows, recordBytes, recordsAt } from './rows';
import { seatKeys } from './seats.redis';
import type { SaleLayout } from './terms';

const indexScript = defineScript('server/seats/lua/index-rows-2.lua');

/** So many rows take a script a fifth of a millisecond. */
const rowsPerScript = 64;

/** Writes a map's rows where there are none. What changes meanwhile is put right by `writeRowLetters`. */
export async function installRows(
  scheduleId: string,
  layout: SaleLayout,
  status: string,
): Promise<void> {
  await seatsRedis().setnx(seatKeys(scheduleId).rows, packRows(layout.document, status));
}

/** Whether there is a map whose rows are missing: one that a program from before rows had letters built. */
export async function lacksRows(scheduleId: string): Promise<boolean> {
  return (await seatsRedis().exists(seatKeys(scheduleId).rows)) === 0;
}

/** Puts right what is known of each row by its seats' digits, while people buy. Returns how many rows were wrong. */
export async function writeRowLetters(scheduleId: string, layout: SaleLayout): Promise<number> {
  const { status, rows } = seatKeys(scheduleId);
  const count = layout.document.sections.reduce((sum, section) => sum + section.rows.length, 0);
  const first = recordsAt(layout.seatCount);
  let wrong = 0;
  for (let row = 0; row < count; row += rowsPerScript) {
    const last = Math.min(count, row + rowsPerScript) - 1;
    const range = [row, last].map((at) => first + recordBytes * at);
    wrong += z.number().parse(await indexScript.run(seatsRedis(), [status, rows], range));
  }
  return wrong;
}
