import { createHash } from 'node:crypto';
import { newId } from '@/server/platform/id';

const hexOf = (name: string) => createHash('sha256').update(name).digest('hex');

/** The same UUID (RFC 9562, version 8) for the same name, in every database. */
export function stableId(name: string): string {
  const hex = hexOf(name);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The last twelve digits of the ids of everything made for one entry of the programme. */
export const markOf = (name: string): string => hexOf(name).slice(0, 12);

/** A new id that shows which entry of the programme it was made for. */
export const markedId = (name: string): string => `${newId().slice(0, 24)}${markOf(name)}`;
