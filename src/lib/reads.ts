/** Prisma on the pool, for reads of the API. Separate from the pool, so that a process that only works never loads it. */
import { PrismaPg } from '@prisma/adapter-pg';
import type { Db } from './db.ts';
import { PrismaClient } from './prisma/client.ts';

export type Reads = PrismaClient;

/** Holds no connection of its own: there is nothing to end. */
export const createReads = ({ pool }: Pick<Db, 'pool'>): Reads => new PrismaClient({ adapter: new PrismaPg(pool) });
