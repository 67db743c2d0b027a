import { afterAll } from 'vitest';
import { startGateway, type TestGateway } from './gateway';

/** One that the tests of a file pay through, in this process: asked for before anything has read the environment. */
export async function useGateway(): Promise<TestGateway> {
  const gateway = await startGateway();
  Object.assign(process.env, gateway.env);
  afterAll(() => gateway.stop());
  return gateway;
}
