/** Events and calls live in partitions of a month each: made ahead, filled by the time of the id, dropped whole. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dropPartitions, keptSince, makePartitions } from '../../src/lib/time-partitions.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
  await database.db.query('CREATE TABLE note (id uuid PRIMARY KEY, text text) PARTITION BY RANGE (id)');
  await database.db.query('CREATE TABLE note_default PARTITION OF note DEFAULT');
  await database.db.query('CREATE INDEX ON note (text)');
});
afterEach(() => database[Symbol.asyncDispose]());

/** A UUIDv7 of that instant. */
const idAt = (at: string): string => {
  const time = new Date(at).getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${Math.random().toString(16).slice(2, 14).padEnd(12, '0')}`;
};
const note = (at: string) => database.db.query('INSERT INTO note VALUES ($1, $2)', [idAt(at), at]);
const where = async () => {
  const rows = await database.db.query<{ text: string; part: string }>(
    'SELECT text, tableoid::regclass::text AS part FROM note ORDER BY text',
  );
  return Object.fromEntries(rows.map(({ text, part }) => [text, part]));
};

it('puts each row into the month of its id, also the first and the last instant of it', async () => {
  await makePartitions(database.db, 'note', new Date('2026-11-30T23:59:59Z'));
  for (const at of ['2026-11-01T00:00:00.000Z', '2026-11-30T23:59:59.999Z', '2026-12-01T00:00:00.000Z']) await note(at);
  for (const at of ['2027-01-31T23:59:59.999Z', '2027-02-01T00:00:00.000Z', '2026-10-31T23:59:59.999Z']) await note(at);
  expect(await where()).toEqual({
    '2026-10-31T23:59:59.999Z': 'note_default',
    '2026-11-01T00:00:00.000Z': 'note_2026_11',
    '2026-11-30T23:59:59.999Z': 'note_2026_11',
    '2026-12-01T00:00:00.000Z': 'note_2026_12',
    '2027-01-31T23:59:59.999Z': 'note_2027_01',
    '2027-02-01T00:00:00.000Z': 'note_default',
  });
});

it('moves what came before its partition was there, and changes nothing when it is asked again', async () => {
  for (const at of ['2025-03-15T12:00:00.000Z', '2026-11-15T12:00:00.000Z', '2031-01-01T00:00:00.000Z']) await note(at);
  const asked = () => makePartitions(database.db, 'note', new Date('2026-11-30T00:00:00Z'));
  await Promise.all([asked(), asked(), asked()]);
  await asked();
  expect(await where()).toEqual({
    '2025-03-15T12:00:00.000Z': 'note_2025_03',
    '2026-11-15T12:00:00.000Z': 'note_2026_11',
    '2031-01-01T00:00:00.000Z': 'note_default',
  });
});

it('drops only months that are over, whole', async () => {
  for (const at of ['2025-08-31T12:00:00.000Z', '2025-09-01T00:00:00.000Z', '2026-11-15T12:00:00.000Z']) await note(at);
  await makePartitions(database.db, 'note', new Date('2026-11-30T00:00:00Z'));
  const before = new Date('2025-09-20T00:00:00Z');
  expect(await dropPartitions(database.db, 'note', before)).toEqual(['note_2025_08']);
  expect(Object.keys(await where())).toEqual(['2025-09-01T00:00:00.000Z', '2026-11-15T12:00:00.000Z']);
  expect(keptSince(before)).toEqual(new Date('2025-09-01T00:00:00Z'));
});
