/** The transaction that every write of the domain runs in. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accept, refuse, userError } from '../../src/domain/errors.ts';
import { write } from '../../src/domain/write.ts';
import { say } from '../../src/texts/common/texts.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { createTenant } from '../support/tenant.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const rename = (name: string) => ['UPDATE workspace SET name = $2 WHERE id = $1', name] as const;
const nameOf = async (id: string) =>
  (await database.db.query<{ name: string }>('SELECT name FROM workspace WHERE id = $1', [id]))[0]?.name;

test('a refusal undoes what was written before it', async () => {
  const { workspaceId } = await createTenant(database.db);
  const outcome = await write(database.db, null, async (tx) => {
    const [sql, name] = rename('changed');
    await tx.query(sql, [workspaceId, name]);
    return refuse(userError('VALIDATION', say('blank', { name: 'name' })));
  });
  expect(outcome).toMatchObject({ ok: false, errors: [{ code: 'VALIDATION' }] });
  expect(await nameOf(workspaceId)).toBe('Test');
});

test('a bug is thrown and undoes as well', async () => {
  const { workspaceId } = await createTenant(database.db);
  const failing = write(database.db, null, async (tx) => {
    const [sql, name] = rename('changed');
    await tx.query(sql, [workspaceId, name]);
    throw new TypeError('bug');
  });
  await expect(failing).rejects.toThrow('bug');
  expect(await nameOf(workspaceId)).toBe('Test');
});

test('a deadlock is repeated until both writes are done', async () => {
  const a = (await createTenant(database.db)).workspaceId;
  const b = (await createTenant(database.db)).workspaceId;
  const bothHoldOne = Promise.withResolvers<void>();
  let holding = 0;
  let runs = 0;
  const inOrder = (first: string, second: string, name: string) =>
    write(database.db, null, async (tx) => {
      runs += 1;
      const [sql] = rename(name);
      await tx.query(sql, [first, name]);
      holding += 1;
      if (holding === 2) bothHoldOne.resolve();
      await bothHoldOne.promise;
      await tx.query(sql, [second, name]);
      return accept(name);
    });
  const outcomes = await Promise.all([inOrder(a, b, 'one'), inOrder(b, a, 'two')]);
  expect(outcomes.every(({ ok }) => ok)).toBe(true);
  // Once more for the one that was the victim; it may meet the other again before that one is done.
  expect(runs).toBeGreaterThanOrEqual(3);
  expect(await nameOf(a)).toBe(await nameOf(b));
});
