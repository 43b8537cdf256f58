/** Warnings of a target: what failed after it was live. The post stays published. */
import { z } from 'zod';
import { builder } from './builder.ts';
import { failureCode, PublishErrorCodeEnum } from './publish-error.ts';

const stored = z.array(z.object({ extra: z.string(), code: z.string(), message: z.string() }));
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
    message: t.exposeString('message', { description: 'The reason, for people.' }),
  }),
});
