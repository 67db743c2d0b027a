import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './paths';

/** The files under the given files and folders of the checkout, in a fixed order. */
export function listFiles(places: string[], ignored: RegExp = /$^/): string[] {
  const found: string[] = [];
  const visit = (place: string) => {
    const stat = statSync(inRoot(place), { throwIfNoEntry: false });
    if (!stat || ignored.test(place)) return;
    if (stat.isFile()) found.push(place);
    else for (const name of readdirSync(inRoot(place)).sort()) visit(path.join(place, name));
  };
  places.forEach(visit);
  return found;
}

/** One hash of what the files are called and hold. */
export function hashFiles(files: string[], ...extra: string[]): string {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0');
  for (const text of extra) hash.update(`${text}\0`);
  return hash.digest('hex');
}

type Artefact = {
  /** The file that remembers which sources the outputs were made from. */
  stamp: string;
  hash: string;
  /** Files that must exist for the artefact to be there at all. */
  outputs: string[];
  make: () => Promise<void>;
};

/** Makes an artefact unless it is there and was made from the very same sources. Returns whether it did. */
export async function makeIfStale({ stamp, hash, outputs, make }: Artefact): Promise<boolean> {
  const stampFile = path.resolve(root, stamp);
  const there = outputs.every((output) => existsSync(inRoot(output)));
  if (there && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return false;
  await make();
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, hash);
  return true;
}
