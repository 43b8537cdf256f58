/** Decisions are found by their number: each has one of its own, in the name of its file and in its title. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const DIR = join(import.meta.dirname, '../../docs/decisions');
const files = readdirSync(DIR).filter((name) => /^\d/.test(name));
const numberOf = (name: string): number => Number(name.slice(0, 4));

it('no number of a decision is used twice', () => {
  expect(new Set(files.map(numberOf)).size).toBe(files.length);
});

it.each(files)('the title of %s begins with its number', (name) => {
  expect(readFileSync(join(DIR, name), 'utf8')).toMatch(new RegExp(`^# ${numberOf(name)}\\. \\S`));
});
