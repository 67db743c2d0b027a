import { Redis } from 'ioredis';
import { until } from '@/scripts/lib/run';
import { CrashingRedis } from './crashing-redis';
import { TcpSwitch } from './tcp-switch';

/** Writes reach the file before their answer leaves, so that a mark is exact; how late the disk is, a loss says. */
const prompt = ['--appendfsync', 'no'];

/** Loses everything that was written since it was prepared, and has a Redis in charge again. */
type Lose = () => Promise<void>;

/** The one address at which everybody finds Redis, and the server behind it, which may be another after a failover. */
export class RedisInCharge {
  private constructor(
    public server: CrashingRedis,
    private readonly way: TcpSwitch,
  ) {}

  static async start(): Promise<RedisInCharge> {
    const server = await CrashingRedis.start(...prompt);
    return new RedisInCharge(server, await TcpSwitch.to(server.port));
  }

  get url(): string {
    return `redis://127.0.0.1:${this.way.port}`;
  }

  /** Nobody reaches it, and it runs on. */
  cutOff = (): void => this.way.turn();
  comeBack = (): void => this.way.turn(this.server.port);

  /** By signal 9; its file ends where it does now, or so many bytes behind it, in the middle of a write. */
  async crashLater(tornBytes = 0): Promise<Lose> {
    const { file, bytes } = this.server.mark();
    return async () => {
      await this.server.crash({ file, bytes: bytes + tornBytes });
      await this.server.restart();
    };
  }

  /** By signal 9, and for good; a replica that has heard nothing since now takes over. */
  async failOverLater(): Promise<Lose> {
    const { replica, link } = await replicaOf(this.server);
    link.turn();
    return async () => {
      await this.server.stop();
      const to = new Redis(replica.url);
      await to.replicaof('NO', 'ONE');
      to.disconnect();
      await link.stop();
      this.server = replica;
      this.comeBack();
    };
  }

  /** A Redis takes another id when its first replica comes, which begins an epoch: this is its first, and goes again. */
  async meetReplica(): Promise<void> {
    const { replica, link } = await replicaOf(this.server);
    await replica.stop();
    await link.stop();
  }

  async stop(): Promise<void> {
    await this.way.stop();
    await this.server.stop();
  }
}

/** Another Redis that has all of it by now, and hears of it over `link`. */
async function replicaOf(
  master: CrashingRedis,
): Promise<{ replica: CrashingRedis; link: TcpSwitch }> {
  const link = await TcpSwitch.to(master.port);
  const replica = await CrashingRedis.start(...prompt);
  const [from, to] = [new Redis(master.url), new Redis(replica.url)];
  await to.replicaof('127.0.0.1', link.port);
  const isInTime = await until(() => isLevel(from, to), 20_000);
  for (const client of [from, to]) client.disconnect();
  if (!isInTime) throw new Error('the replica lags');
  return { replica, link };
}

/** Whether a replica has all that its master has written. */
async function isLevel(master: Redis, replica: Redis): Promise<boolean> {
  const written = /master_repl_offset:(\d+)/.exec(await master.info('replication'))![1]!;
  const heard = await replica.info('replication');
  return (
    heard.includes('master_link_status:up') && heard.includes(`slave_repl_offset:${written}\r`)
  );
}

type Loss = (redis: RedisInCharge) => Promise<Lose>;

/** How a Redis loses what it acknowledged. */
export const losses: [string, Loss][] = [
  ['killed, and its disk was late', (redis) => redis.crashLater()],
  ['a failover to a replica that lags', (redis) => redis.failOverLater()],
];
/** Also in the middle of a write. */
export const tornLosses: [string, Loss][] = [
  ...losses,
  ['killed, and its disk tore a write', (redis) => redis.crashLater(7)],
];
