import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths';

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
};

/** Whether an artefact is there and was made from the very same sources. */
export function isFresh({ stamp, hash, outputs }: Artefact) {
  const whole = [stamp, ...outputs].every((file) => existsSync(inRoot(file)));
  return whole && readFileSync(inRoot(stamp), 'utf8') === hash;
}

/** Makes an artefact unless it is fresh. The stamp is written last, so a make cut short counts as none. */
export async function makeIfStale(artefact: Artefact, make: () => Promise<unknown>) {
  if (isFresh(artefact)) return;
  const stamp = inRoot(artefact.stamp);
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, artefact.hash);
}
