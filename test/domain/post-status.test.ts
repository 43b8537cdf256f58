/** The status of a post, derived from those of its targets: in code for one, in SQL for lists. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST_STATUS_SQL, postStatus } from '../../src/domain/targets/post-target.ts';
import { TargetStatus } from '../../src/lib/prisma/enums.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const STATUSES = Object.values(TargetStatus);

describe('the status of a post', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  const inSql = async (targets: readonly TargetStatus[]) => {
    const [row] = await database.db.query<{ status: string }>(
      `SELECT ${POST_STATUS_SQL('t.status')} AS status FROM unnest($1::text[]::"TargetStatus"[]) AS t (status)`,
      [targets],
    );
    return row?.status;
  };

  test.each([
    [[], 'DRAFT'],
    [['DRAFT', 'CANCELLED'], 'DRAFT'],
    [['CANCELLED', 'CANCELLED'], 'CANCELLED'],
    [['SCHEDULED', 'DRAFT'], 'SCHEDULED'],
    [['SCHEDULED', 'PUBLISHED'], 'PUBLISHING'],
    [['PUBLISHING', 'FAILED'], 'PUBLISHING'],
    [['PUBLISHED', 'CANCELLED'], 'PUBLISHED'],
    [['PUBLISHED', 'FAILED'], 'PARTIALLY_PUBLISHED'],
    [['PUBLISHED', 'OUTCOME_UNKNOWN'], 'OUTCOME_UNKNOWN'],
    [['FAILED', 'MISSED'], 'FAILED'],
    [['MISSED', 'CANCELLED'], 'MISSED'],
  ] as const)('of targets %j is %s', (targets, status) => {
    expect(postStatus(targets)).toBe(status);
  });
  test('is the same in SQL for any targets', async () => {
    const singlesAndPairs = STATUSES.flatMap((a) => [[a], ...STATUSES.map((b) => [a, b])]);
    for (const targets of [[], ...singlesAndPairs])
      expect(await inSql(targets), targets.join()).toBe(postStatus(targets));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...STATUSES), { maxLength: 8 }), async (targets) => {
        expect(await inSql(targets)).toBe(postStatus(targets));
      }),
      { numRuns: 200 },
    );
  });
});
