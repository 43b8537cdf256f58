/** Filters of lists that Prisma reads. */
import { isStorable } from '../domain/text-input.ts';

/** Text that contains this, in any case. Nothing can contain what Postgres cannot hold. */
export const containing = (text: string) =>
  isStorable(text)
    ? ({ contains: text.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const)
    : ({ in: [] as string[] } as const);
