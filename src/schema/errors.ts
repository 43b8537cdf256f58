/** Errors of a whole request or field, as opposed to `userErrors`: access, form and limits. */
import { GraphQLError } from 'graphql';

/** `extensions.code` of top-level errors. Clients may rely on these names for ever. */
export const ERROR_CODES = {
  UNAUTHENTICATED: 401,
  FORBIDDEN_SCOPE: 200,
  BAD_USER_INPUT: 200,
  NOT_FOUND: 200,
  LIMIT_EXCEEDED: 400,
  UNAVAILABLE: 503,
  INTERNAL: 500,
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/** An error that clients see as it is. All other errors are masked. */
export function apiError(
  code: ErrorCode,
  message: string,
  extensions: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  const status = ERROR_CODES[code];
  return new GraphQLError(message, {
    extensions: { code, ...(status === 200 ? {} : { http: { status, spec: true } }), ...extensions },
  });
}
