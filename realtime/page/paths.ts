/** Where the service worker is: its scope is the pages of all lines, and its name stays while its text changes. */
export const turnWorkerPath = '/queue/turn-worker.js';
