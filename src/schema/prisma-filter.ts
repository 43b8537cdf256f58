/** Filters of lists that Prisma reads. */
import { isStorable } from '../domain/text-input.ts';

/** Matches text that contains this, in any case. Text that Postgres cannot store matches nothing. */
export const containing = (text: string) =>
  isStorable(text)
    ? ({ contains: text.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } as const)
    : ({ in: [] as string[] } as const);
