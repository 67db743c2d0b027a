import pg from 'pg';

const name = 'others';

/** Connections of others, as many as the server gives: nobody else gets one until they are let go. */
export class TakenConnections {
  private readonly taken: pg.Client[] = [];

  private constructor(private readonly url: string) {}

  /** Those that the programs have are cut as well, again and again until none of them is faster than we are. */
  static async takeAll(url: string): Promise<TakenConnections> {
    const all = new TakenConnections(url);
    do await all.takeFree();
    while ((await all.cutOthers()) > 0);
    return all;
  }

  private async takeFree(): Promise<void> {
    for (;;) {
      const client = new pg.Client({ connectionString: this.url, application_name: name });
      client.on('error', () => undefined);
      const isIn = await client.connect().then(
        () => true,
        () => false,
      );
      if (!isIn) return;
      this.taken.push(client);
    }
  }

  private async cutOthers(): Promise<number> {
    const { rowCount } = await this.taken[0]!.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND application_name <> $1`,
      [name],
    );
    return rowCount ?? 0;
  }

  async letGo(): Promise<void> {
    await Promise.all(this.taken.map((client) => client.end()));
  }
}
