/** Warnings of a target: what failed after it was live. The post stays published. */
import { z } from 'zod';
import { storedText } from '../lib/texts.ts';
import { sayFailure } from '../texts/reasons/texts.ts';
import { builder } from './builder.ts';
import { toldByCode } from './language.ts';
import { failureCode, PublishErrorCodeEnum } from './publish-error.ts';

const stored = z.array(
  z.object({
    extra: z.string(),
    code: z.string(),
    message: z.string(),
    text: z.unknown().optional().transform(storedText),
  }),
);
type TargetWarning = z.output<typeof stored>[number];

/** Reads what the engine stored. */
export const storedWarnings = (value: unknown): TargetWarning[] => stored.safeParse(value).data ?? [];

export const PostTargetWarningType = builder.objectRef<TargetWarning>('PostTargetWarning').implement({
  description: 'Something that did not work after the post was live. The post stays live.',
  fields: (t) => ({
    extra: t.exposeString('extra', {
      description: 'What it was: `first-comment`, `thumbnail`, `playlist`, `permalink` …',
    }),
    code: t.field({
      type: PublishErrorCodeEnum,
      description: 'The reason, for programs.',
      resolve: ({ code }) => failureCode(code) ?? 'INTERNAL',
    }),
    message: t.string({
      description: 'The reason, for people, in the language of the caller.',
      resolve: (warning, _args, { viewer }) =>
        toldByCode(viewer, warning, sayFailure(failureCode(warning.code) ?? 'INTERNAL')),
    }),
  }),
});
