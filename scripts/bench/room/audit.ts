import { auditAll } from '@/server/audit';
import { isTelling } from '@/server/jobs/bus';

/** Waits until the worker has told everybody of everything. */
export async function everythingTold(): Promise<void> {
  while (await isTelling()) await new Promise((resume) => setTimeout(resume, 200));
}

/** Violations of every invariant in what is left behind. */
export async function countViolations(): Promise<number> {
  await everythingTold();
  return (await auditAll()).reduce((sum, { violations }) => sum + violations, 0);
}
