/** Prints the schema for partners to `schema.graphql`; with `--check` fails when the committed file is stale. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from '../src/schema/index.ts';

const FILE = join(import.meta.dirname, '../schema.graphql');
const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;

if (process.argv.includes('--check')) {
  // A file that cannot be read is not up to date either.
  const committed = await readFile(FILE, 'utf8').catch(() => '');
  if (committed !== printed) {
    process.stderr.write('schema.graphql is stale: run `node scripts/print-schema.ts` and commit it.\n');
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, printed);
}
