import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Admin } from '@platformatic/kafka';
import { inRoot } from './paths';
import { freePort } from './ports';
import { findProgram, mustRun } from './run';
import { startService, type Service } from './service';

const version = '4.1.1';

/** Why no broker can be started here; null where one can. */
export function whyNoKafka(): string | null {
  const missing = ['java', 'mvn'].filter((name) => !findProgram(name));
  return missing.length > 0
    ? `needs a JDK and Maven, and ${missing.join(' and ')} is missing`
    : null;
}

export type KafkaServer = {
  brokers: string;
  /** By signal 9. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and data. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** A broker of one node, without ZooKeeper, on loopback; its data lie in `dir`. */
export async function startKafka(dir: string): Promise<KafkaServer> {
  const jars = await resolveJars();
  const [port, controllerPort] = [await freePort(), await freePort()];
  mkdirSync(dir, { recursive: true });
  const config = path.join(dir, 'server.properties');
  writeFileSync(config, properties(dir, port, controllerPort));
  const java = (...args: string[]) => ['-Xmx320m', '-XX:+UseSerialGC', '-cp', `${jars}/*`, ...args];
  const clusterId = 'b3BlbnJ1bi1ldmVudHMtMQ';
  const format = java('kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', config);
  await mustRun('Formatting Kafka’s folder', 'java', format);
  const brokers = `127.0.0.1:${port}`;
  let service: Service;
  const server: KafkaServer = {
    brokers,
    async start() {
      service = await startService({
        name: 'kafka',
        url: brokers,
        command: findProgram('java')!,
        args: java('kafka.Kafka', config),
        options: { cwd: dir },
        output: path.join(dir, 'kafka.log'),
        ready: () => answers(brokers),
        stopSignals: ['SIGTERM'],
      });
    },
    async kill() {
      process.kill(service.pid, 'SIGKILL');
      await service.ended;
    },
    async stop() {
      await service.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

const properties = (dir: string, port: number, controllerPort: number) =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': path.join(dir, 'data'),
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,
    'auto.create.topics.enable': false,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

async function answers(brokers: string): Promise<boolean> {
  const admin = new Admin({
    clientId: 'openrun-start',
    bootstrapBrokers: [brokers],
    retries: 0,
    connectTimeout: 1_000,
  });
  try {
    await admin.listTopics();
    return true;
  } catch {
    return false;
  } finally {
    await admin.close().catch(() => undefined);
  }
}

/** The broker's jars, fetched by Maven once for the checkout. */
async function resolveJars(): Promise<string> {
  const folder = inRoot('.data/kafka', version);
  if (existsSync(folder)) return folder;
  const work = inRoot('.data/kafka', `resolving-${process.pid}`);
  mkdirSync(work, { recursive: true });
  writeFileSync(path.join(work, 'pom.xml'), pom);
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  const args = ['-q', '-B', '-f', path.join(work, 'pom.xml'), goal, '-DincludeScope=runtime'];
  await mustRun('Resolving Kafka with Maven', 'mvn', [...args, '-DoutputDirectory=jars']);
  // Renamed into place: a folder that is there is whole.
  if (!existsSync(folder)) renameSync(path.join(work, 'jars'), folder);
  rmSync(work, { recursive: true, force: true });
  return folder;
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>openrun</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;
