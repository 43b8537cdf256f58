/** For contexts without a schema: queries of webhook endpoints are tested through the API. */
import type { StoredQueries } from '../../src/context.ts';

const absent = () => Promise.reject(new Error('this context has no schema to run a query on'));

export const noQueries: StoredQueries = { check: absent, run: absent };
