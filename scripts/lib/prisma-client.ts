import { hashFiles, makeIfStale } from './fresh';
import { mustRun, nodeBin } from './run';

const output = 'server/platform/generated/prisma';

/** Writes Prisma's client from the schema, unless the one that is there is of this very schema. */
export async function generatePrismaClient() {
  const artefact = {
    stamp: `${output}/.schema-hash`,
    hash: hashFiles(['prisma/schema.prisma', 'node_modules/prisma/package.json']),
    outputs: [`${output}/client.ts`],
  };
  await makeIfStale(artefact, () => {
    // The CLI insists on a schema engine, which it would download, and then does not use it here.
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath };
    return mustRun('prisma generate', nodeBin('prisma'), ['generate'], { env });
  });
}
