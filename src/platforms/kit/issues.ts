/** How an adapter writes down an issue of a post: one form and one order of arguments for all adapters. */
import type { Said } from '../../lib/texts.ts';
import type { Issue, IssueCode } from '../platform.ts';

export type Value = number | string;
type IssueParts = [code: IssueCode, path: readonly string[], said: Said, limit?: Value, actual?: Value];

/** The platform would refuse the post. */
export const error = (...parts: IssueParts): Issue => issue('ERROR', ...parts);
/** The platform would take the post, but not as the author may expect; or it might still refuse it. */
export const warning = (...parts: IssueParts): Issue => issue('WARNING', ...parts);

const issue = (severity: Issue['severity'], ...[code, path, said, limit, actual]: IssueParts): Issue => ({
  severity,
  code,
  ...said,
  path,
  ...(limit === undefined ? {} : { limit }),
  ...(actual === undefined ? {} : { actual }),
});

/** What `refine` of a schema of options says of a value that is not as it must be. */
export const unless = ({ message, text }: Said) => ({ message, params: { text } });
