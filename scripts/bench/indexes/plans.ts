import pg from 'pg';
import { pool } from '@/server/platform/db';

/** A statement as it was run, with what Postgres did for it. */
export type Ran = { text: string; ms: number; plan: PlanNode };

export type PlanNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Total Time': number;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: PlanNode[];
};

const settings = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_format': 'json',
  client_min_messages: 'log', // plans come to us …
  log_min_messages: 'fatal', // … and stay out of the server's file
};

/** Makes Postgres explain every statement of every later connection while it runs it. */
export async function explainEverything(client: pg.Client): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    await client.query(`ALTER DATABASE openrun SET ${name} = '${value}'`);
  }
}

/** The statements that `work` sends through the product's own pool, as Postgres ran them. */
export async function watchPlans(work: () => Promise<unknown>): Promise<Ran[]> {
  const ran: Ran[] = [];
  const listen = (client: pg.PoolClient) => {
    client.removeAllListeners('notice');
    client.on('notice', ({ message }) => {
      const [, ms, json] = /^duration: ([\d.]+) ms {2}plan:\n(.*)$/s.exec(message ?? '') ?? [];
      if (!json) return;
      const { 'Query Text': text, Plan: plan } = JSON.parse(json) as {
        'Query Text': string;
        Plan: PlanNode;
      };
      ran.push({ text, ms: Number(ms), plan });
    });
  };
  pool().on('acquire', listen);
  try {
    await work();
  } finally {
    pool().off('acquire', listen);
  }
  return ran;
}

export const nodesOf = (plan: PlanNode): PlanNode[] => [
  plan,
  ...(plan.Plans ?? []).flatMap(nodesOf),
];

/** The nodes that read a table, and what they read it by, as EXPLAIN would name them. */
export function readsOf(plan: PlanNode, table: string): string[] {
  const reads = nodesOf(plan).filter(
    (node) => node['Relation Name'] === table && node['Node Type'] !== 'ModifyTable',
  );
  return reads.flatMap(nodesOf).map((node) => {
    const by = node['Index Name'] ? ` using ${node['Index Name']}` : '';
    const on = node['Relation Name'] ? ` on ${node['Relation Name']}` : '';
    const removed = node['Rows Removed by Filter'];
    const blocks = (node['Shared Hit Blocks'] ?? 0) + (node['Shared Read Blocks'] ?? 0);
    return (
      `${node['Node Type']}${by}${on} (actual time=${node['Actual Total Time']} ` +
      `rows=${node['Actual Rows']} loops=${node['Actual Loops']}) buffers=${blocks}` +
      (removed ? ` removed=${removed}` : '')
    );
  });
}
