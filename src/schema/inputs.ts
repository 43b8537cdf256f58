/** Inputs that several fields share. */
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';

export const CreationOrderEnum = describedEnum<'CREATED_AT_ASC' | 'CREATED_AT_DESC'>(
  'CreationOrder',
  'Order by time of creation.',
  {
    CREATED_AT_ASC: 'Oldest first.',
    CREATED_AT_DESC: 'Newest first.',
  },
);

export const TimeRangeInput = builder.inputType('TimeRangeInput', {
  description: 'A span of time.',
  fields: (t) => ({
    from: t.field({ type: 'DateTime', description: 'From this instant on.' }),
    to: t.field({ type: 'DateTime', description: 'Up to, but without, this instant.' }),
  }),
});

export const IDEMPOTENCY_TEXT =
  'Any string of up to 255 characters, chosen by you; it belongs to your API key. A repeated call with the same key and input within 24 hours does nothing and answers as the first one did; with another input it is refused with IDEMPOTENCY_KEY_REUSED.';

export const PRIORITY_TEXT =
  'Among what is due together and what waits for the same allowance, higher goes first: -10 to 10. Each step counts like ten minutes of waiting, so that what is low goes out as well.';
