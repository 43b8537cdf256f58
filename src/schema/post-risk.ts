/** What may keep a target from going out. */
import { isRiskCause, RISK_CAUSES, type RiskCause } from '../domain/posts/risk-causes.ts';
import type { PostRisk } from '../lib/prisma/client.ts';
import { mapRecord } from '../lib/record.ts';
import { storedText } from '../lib/texts.ts';
import { sayRisk } from '../texts/reasons/texts.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { toldByCode } from './language.ts';
import { loadTarget, required } from './load.ts';
import { UserActionEnum } from './publish-error.ts';
import { PostTargetType } from './refs.ts';

export const PostRiskCauseEnum = describedEnum<RiskCause>(
  'PostRiskCause',
  'Why a post may not go out. Stable; more may be added.',
  mapRecord(RISK_CAUSES, ({ description }) => description),
);

const causeOf = ({ cause }: PostRisk): RiskCause => (isRiskCause(cause) ? cause : 'CONTENT_REFUSED');

export const PostRiskType = builder.objectRef<PostRisk>('PostRisk').implement({
  description: 'One reason why a target may not go out, and what helps.',
  fields: (t) => ({
    cause: t.field({
      type: PostRiskCauseEnum,
      description: 'The reason, for programs. Stable.',
      resolve: causeOf,
    }),
    message: t.string({
      description: 'The reason, for people, in the language of the caller.',
      resolve: (risk, _args, { viewer }) =>
        toldByCode(viewer, { message: risk.message, text: storedText(risk.text) }, sayRisk(causeOf(risk))),
    }),
    userAction: t.field({
      type: UserActionEnum,
      description: 'What helps.',
      resolve: (risk) => RISK_CAUSES[causeOf(risk)].userAction,
    }),
    since: t.expose('since', { type: 'DateTime', description: 'When it was found.' }),
    postTarget: t.field({
      type: PostTargetType,
      description: 'The target that it concerns.',
      resolve: ({ targetId }, _args, context) => required(loadTarget(context, targetId)),
    }),
  }),
});
