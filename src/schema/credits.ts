/** Types of what a workspace has achieved and the credits that it got. */
import { ACHIEVEMENTS, type AchievementCode, type Earned } from '../domain/notifications/achievements.ts';
import type { CreditEntry } from '../lib/prisma/client.ts';
import { mapRecord } from '../lib/record.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';

const AchievementCodeEnum = describedEnum<AchievementCode>(
  'AchievementCode',
  'What a workspace can achieve. More may be added.',
  mapRecord(ACHIEVEMENTS, ({ description }) => description),
);

export const AchievementType = builder.objectRef<Earned>('Achievement').implement({
  description: 'Something that a workspace has achieved. Each is achieved once.',
  fields: (t) => ({
    code: t.expose('code', { type: AchievementCodeEnum, description: 'What it is.' }),
    at: t.expose('createdAt', { type: 'DateTime', description: 'When it was achieved.' }),
  }),
});

export const CreditEntryType = builder.objectRef<CreditEntry>('CreditEntry').implement({
  description: 'Credits that a workspace got, once for each reason.',
  fields: (t) => ({
    amount: t.exposeInt('amount', { description: 'How many.' }),
    reason: t.exposeString('reason', { description: 'What for: the `code` of an achievement.' }),
    at: t.expose('createdAt', { type: 'DateTime', description: 'When it got them.' }),
  }),
});
