/** Migrations run while servers work: none may keep writers of a large table waiting while it reads that table. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/lib/migrate.ts';

/** What came before is released, or was built when these tables were new; a migration is never changed. */
const SINCE = '20261219000000';
/** Those that grow with every post, event or call. */
const LARGE = [
  'event',
  'media_asset',
  'platform_call',
  'post_media',
  'post_target',
  'publish_step',
  'quota_usage',
  'scheduled_post',
];

interface Statement {
  text: string;
  /** The lines of comment right above it. */
  comment: string;
}

function statementsOf(sql: string): Statement[] {
  const statements: Statement[] = [];
  let comment: string[] = [];
  let text: string[] = [];
  for (const line of sql.split('\n')) {
    if (text.length === 0 && line.startsWith('--')) comment.push(line.replace(/^-- ?/, ''));
    else if (text.length > 0 || line.trim() !== '') text.push(line);
    if (text.length === 0 || !line.trimEnd().endsWith(';')) continue;
    statements.push({ text: text.join('\n').replace(/;\s*$/, ''), comment: comment.join('\n') });
    text = [];
    comment = [];
  }
  return statements;
}

/** Why a statement would keep writers waiting, or null. */
function objectionTo({ text, comment }: Statement, sql: string): string | null {
  const [, table = ''] = /\b(?:ON|ALTER TABLE)(?: ONLY)?(?: IF EXISTS)? "?(\w+)"?/.exec(text) ?? [];
  const isNew = new RegExp(`CREATE TABLE (IF NOT EXISTS )?"?${table}"?\\s`).test(sql);
  if (!LARGE.includes(table) || isNew) return null;
  const [, rest] = /^CREATE (?:UNIQUE )?INDEX (.*)/s.exec(text) ?? [];
  if (rest !== undefined) {
    if (!rest.startsWith('IF NOT EXISTS ')) return 'builds an index that could not be built beforehand: IF NOT EXISTS';
    const beforehand = text.replace(/INDEX IF NOT EXISTS/, 'INDEX CONCURRENTLY');
    return comment.includes(beforehand) ? null : `does not say above it how to build it beforehand: ${beforehand}`;
  }
  if (/ADD (CONSTRAINT|FOREIGN KEY|CHECK)/.test(text) && !/NOT VALID/.test(text))
    return 'reads the table to check a constraint: NOT VALID';
  if (/SET NOT NULL|SET DATA TYPE|ALTER COLUMN "?\w+"? TYPE/.test(text)) return 'reads or rewrites the table';
  return null;
}

const objectionsTo = (name: string, sql: string): string[] =>
  statementsOf(sql).flatMap((statement) => {
    const objection = objectionTo(statement, sql);
    return objection === null ? [] : [`${name} ${objection}`];
  });

it('no migration holds up the writers of a large table', () => {
  const names = readdirSync(MIGRATIONS).filter((name) => name >= SINCE && /^\d{14}_/.test(name));
  expect(names.length).toBeGreaterThan(0);
  expect(
    names.flatMap((name) => objectionsTo(name, readFileSync(join(MIGRATIONS, name, 'migration.sql'), 'utf8'))),
  ).toEqual([]);
});

it.each([
  ['CREATE INDEX "a" ON "post_target"("due_at");\n', /IF NOT EXISTS/],
  ['CREATE UNIQUE INDEX IF NOT EXISTS "a" ON "event" ("id");\n', /beforehand: CREATE UNIQUE INDEX CONCURRENTLY "a" ON/],
  ['ALTER TABLE "post_media" ADD CONSTRAINT "c" CHECK ("position" >= 0);\n', /NOT VALID/],
  ['ALTER TABLE "scheduled_post" ALTER COLUMN "title" SET NOT NULL;\n', /reads or rewrites/],
])('objects to %j', (sql, why) => {
  expect(objectionsTo('it', sql)).toEqual([expect.stringMatching(why)]);
});

it.each([
  '-- Build it beforehand where the table is large:\n-- CREATE INDEX CONCURRENTLY "a" ON "post_target"("due_at");\nCREATE INDEX IF NOT EXISTS "a" ON "post_target"("due_at");\n',
  'CREATE TABLE "event" ("id" uuid);\nCREATE INDEX "a" ON "event"("id");\n',
  'CREATE INDEX "a" ON "brand"("name");\n',
  'ALTER TABLE "post_target" ADD COLUMN "traceparent" TEXT;\n',
])('has nothing against %j', (sql) => {
  expect(objectionsTo('it', sql)).toEqual([]);
});
