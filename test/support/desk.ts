/** What each test of the write side starts with: a tenant and a clock of its own, on a database that its file shares. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Viewer } from '../../src/context.ts';
import { createScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import type { CreateScheduledPostInput } from '../../src/domain/posts/post-input.ts';
import type { Db } from '../../src/lib/db.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { accepted } from './outcomes.ts';
import { createTenant, type Tenant, type TestContext, testContext } from './tenant.ts';

export interface Desk extends Tenant, Omit<TestContext, keyof AsyncDisposable> {
  db: Db;
  /** Writes the post that `post` describes. */
  create(changes?: Partial<CreateScheduledPostInput>, viewer?: Viewer): ReturnType<typeof createScheduledPost>;
  /** The same, where it must be accepted: the id of the post. */
  created(changes?: Partial<CreateScheduledPostInput>): Promise<string>;
  /** Makes all targets of a post what `sets` says. */
  setTargets(postId: string, sets: string): Promise<unknown>;
}

/** To be called once at the top of a file: it registers the hooks. */
export function openDesk(): Desk {
  let database: TestDatabase;
  const parts: Partial<Desk> = {};
  // Whoever reads it is a test, and the hooks below have filled it by then.
  const desk = parts as Desk;
  beforeAll(async () => {
    database = await testDatabase();
    parts.db = database.db;
  });
  afterAll(() => database[Symbol.asyncDispose]());
  beforeEach(async () => {
    const { db } = database;
    const context = await testContext(db);
    Object.assign(parts, await createTenant(db), {
      ctx: context.ctx,
      clock: context.clock,
      dir: context.dir,
      create: (changes, viewer = desk.viewer) => createScheduledPost(desk.ctx, viewer, desk.post(changes)),
      created: async (changes) => accepted(await desk.create(changes)).postId,
      setTargets: (postId, sets) => db.query(`UPDATE post_target SET ${sets} WHERE post_id = $1`, [postId]),
    } satisfies Partial<Desk>);
    return () => context[Symbol.asyncDispose]();
  });
  return desk;
}
