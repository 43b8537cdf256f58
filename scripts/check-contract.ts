/** Fails when `schema.graphql` breaks clients of the last release, or differs from it and the changelog does not say how. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenPromises, haveSameShape, unreleasedChanges } from './contract.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, '..', name), 'utf8');
const released = read('contract/released.graphql');
const current = read('schema.graphql');

const faults = brokenPromises(released, current).map(
  (change) => `${change} Deprecate it in one release and remove it in a later one.`,
);
if (!haveSameShape(released, current) && unreleasedChanges(read('CHANGELOG.md')).length === 0)
  faults.push(
    'schema.graphql differs from contract/released.graphql: describe the change in CHANGELOG.md, under "Unreleased".',
  );
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
