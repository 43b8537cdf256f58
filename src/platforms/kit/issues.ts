/** How a finding about a post is written down: one form and one order of arguments for every adapter. */
import type { Issue, IssueCode } from '../platform.ts';

export type Value = number | string;
type Finding = [code: IssueCode, path: readonly string[], message: string, limit?: Value, actual?: Value];

/** The platform would refuse the post. */
export const error = (...finding: Finding): Issue => issue('ERROR', ...finding);
/** The post goes out, but not as its author may think, or the platform may yet refuse it. */
export const warning = (...finding: Finding): Issue => issue('WARNING', ...finding);

const issue = (severity: Issue['severity'], ...[code, path, message, limit, actual]: Finding): Issue => ({
  severity,
  code,
  message,
  path,
  ...(limit === undefined ? {} : { limit }),
  ...(actual === undefined ? {} : { actual }),
});
