/** Errors as callers see them: each has a code, and none shows internals. */
import { GraphQLError } from 'graphql';
import { isUnavailable } from '../lib/db.ts';
import type { Logger } from '../lib/log.ts';
import { apiError, ERROR_CODES } from '../schema/errors.ts';

const UNAVAILABLE =
  'The database does not answer at the moment. Try again in a few seconds, with the same idempotencyKey where you sent one.';

export const UNAUTHENTICATED = 'Send a valid API key: `Authorization: Bearer slw_…`.';
export const TOO_MANY_WRONG_KEYS = 'Too many wrong API keys came from this address. Wait, then send a valid one.';

export const unauthenticated = (): GraphQLError =>
  apiError('UNAUTHENTICATED', UNAUTHENTICATED, { http: { status: 401, headers: { 'www-authenticate': 'Bearer' } } });

export const tooManyWrongKeys = (retryAfterMs: number): GraphQLError =>
  apiError('LIMIT_EXCEEDED', TOO_MANY_WRONG_KEYS, {
    limit: 'wrongKeys',
    http: { status: 429, headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) } },
  });

export const unreadable = (): GraphQLError =>
  new GraphQLError('Send the operation as JSON, with the header `Content-Type: application/json`.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 415 } },
  });

/** Used before any of the operation ran; later, a part of it may have been done, and the HTTP status does not say that. */
const AWAY = { status: ERROR_CODES.UNAVAILABLE, headers: { 'retry-after': '2' } } as const;

/** Thrown on purpose, by us or by graphql-js about the request: shown as it is. */
const isMeant = (error: unknown): error is GraphQLError =>
  error instanceof GraphQLError &&
  (error.originalError === undefined || error.originalError === null || isMeant(error.originalError));

const placeOf = ({ nodes, source, positions, path }: GraphQLError) => ({
  ...(nodes && { nodes }),
  ...(source && { source }),
  ...(positions && { positions }),
  ...(path && { path }),
});

export function withCode(error: GraphQLError, code: string): GraphQLError {
  if (typeof error.extensions.code === 'string') return error;
  const { message, extensions, originalError } = error;
  return new GraphQLError(message, {
    ...placeOf(error),
    ...(originalError && { originalError }),
    extensions: { ...extensions, code },
  });
}

/**
 * A database that is away is reported as that. Anything else is a defect: logged in full, and reported by the id of its
 * log entry.
 */
export function maskError(log: Logger, requestId: string, error: unknown): GraphQLError {
  if (isMeant(error)) return withCode(error, 'BAD_USER_INPUT');
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (isUnavailable(cause)) {
    // Without its stack: an outage produces one of these per request.
    log.warn(
      { reason: cause instanceof Error ? cause.message : '', requestId },
      'the database does not answer a request',
    );
    return new GraphQLError(UNAVAILABLE, {
      ...(error instanceof GraphQLError && placeOf(error)),
      extensions: { code: 'UNAVAILABLE', requestId, ...(error instanceof GraphQLError ? {} : { http: AWAY }) },
    });
  }
  log.error(
    { err: cause, requestId, path: error instanceof GraphQLError ? error.path : undefined },
    'a request failed',
  );
  return new GraphQLError(`Something went wrong on our side. The request id is ${requestId}.`, {
    ...(error instanceof GraphQLError && placeOf(error)),
    extensions: { code: 'INTERNAL', requestId },
  });
}

/** The error for a socket: without what only HTTP uses. */
export function socketError(error: GraphQLError) {
  const { message, locations, path, extensions } = error.toJSON();
  const { http: _http, ...rest } = extensions ?? {};
  return {
    message,
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    extensions: rest,
  };
}
