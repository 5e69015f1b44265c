import Database from 'libsql';
import { withStoreErrors } from './failure.js';

/** What a column holds. libsql aborts the process on a bound boolean, so nothing else goes in. */
export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

export interface ConnectionOptions {
  /** Encrypts the file; without it the file is plain. */
  readonly key?: string | undefined;
  /** How long to wait for another process that writes, ms. */
  readonly busyMs: number;
}

/** A thin, typed skin over libsql's synchronous API. Everything throws CallwardenError CW_STORE_*, with libsql's as its cause. */
export class Connection {
  private readonly database: Database.Database;
  private readonly statements = new Map<string, Database.Statement>();
  private readonly busyMs: number;

  constructor(
    private readonly file: string,
    { key, busyMs }: ConnectionOptions,
  ) {
    this.busyMs = busyMs;
    const options = {
      timeout: busyMs,
      ...(key === undefined ? {} : { encryptionCipher: 'aes256cbc', encryptionKey: key }),
    };
    this.database = withStoreErrors(file, () => new Database(file, options));
  }

  /** All rows: never an open iterator, which would keep a checkpoint from finishing. */
  all(sql: string, parameters: readonly Value[] = []): Row[] {
    return withStoreErrors(this.file, () => this.prepared(sql).all([...parameters]) as Row[]);
  }

  first(sql: string, parameters: readonly Value[] = []): Row | undefined {
    return this.all(sql, parameters)[0];
  }

  /** The first column of the first row as a number; 0 where there is none. */
  count(sql: string, parameters: readonly Value[] = []): number {
    const row = this.first(sql, parameters);
    return row === undefined ? 0 : Number(Object.values(row)[0] ?? 0);
  }

  /** @returns rows changed */
  run(sql: string, parameters: readonly Value[] = []): number {
    return withStoreErrors(this.file, () => this.prepared(sql).run([...parameters]).changes);
  }

  /** Several statements without parameters. */
  exec(sql: string): void {
    withStoreErrors(this.file, () => this.database.exec(sql));
  }

  /** All of `work` or nothing of it; on disk when this returns. Within another one it is part of that. */
  transaction<T>(work: () => T): T {
    if (this.database.inTransaction) return work();
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (thrown) {
      // A full disk has rolled back already, and a second ROLLBACK would hide the reason.
      if (this.database.inTransaction) this.exec('ROLLBACK');
      throw thrown;
    }
  }

  /** Does `work` without waiting longer than this for another process that writes, ms. */
  impatiently<T>(busyMs: number, work: () => T): T {
    this.all(`PRAGMA busy_timeout = ${Math.min(busyMs, this.busyMs)}`);
    try {
      return work();
    } finally {
      this.all(`PRAGMA busy_timeout = ${this.busyMs}`);
    }
  }

  /** Nothing can be done with it any more; libsql lets go of the file itself when its statements are collected. Idempotent. */
  close(): void {
    this.statements.clear();
    if (this.database.open) this.database.close();
  }

  private prepared(sql: string): Database.Statement {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.database.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }
}
