import { randomInt } from 'node:crypto';
import type { Actor } from '@/server/platform/actor';
import { addCodes, hashOfCode } from '@/server/waiting-room';
import { requireOwnRow } from './own-schedules';
import { insertCodes } from './presale.store';
import type { PresaleCodes, PresaleCodesInput } from './schedules.schema';

/** Without letters and digits that look alike. Twelve of them are 59 random bits: nobody guesses one. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const groups = 3;
const groupLength = 4;

/** Makes codes for the presale lane of the actor's schedule. They are answered once, and only their hashes are kept. */
export async function createPresaleCodes(
  actor: Actor,
  scheduleId: string,
  { count, usesMax }: PresaleCodesInput,
): Promise<PresaleCodes> {
  await requireOwnRow(actor, scheduleId);
  const codes = Array.from({ length: count }, newCode);
  const kept = codes.map((code) => ({ codeHash: hashOfCode(code), usesMax }));
  await insertCodes(scheduleId, kept);
  await addCodes(scheduleId, kept);
  return { codes };
}

function newCode(): string {
  const letter = () => alphabet[randomInt(alphabet.length)]!;
  const group = () => Array.from({ length: groupLength }, letter).join('');
  return Array.from({ length: groups }, group).join('-');
}
