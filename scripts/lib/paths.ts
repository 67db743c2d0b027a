import path from 'node:path';

/** The checkout. Every script works from here, wherever it was called from. */
export const root = path.resolve(import.meta.dirname, '../..');

export const inRoot = (...parts: string[]) => path.join(root, ...parts);

/** What `npm start` keeps between runs. */
export const dataDir = inRoot('.data');
