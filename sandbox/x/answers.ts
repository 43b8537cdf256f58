/** How X says no: problem documents, with `errors[]` where a parameter is at fault. */
import type { z } from 'zod';
import { Refusal } from '../refusal.ts';

const PROBLEMS = 'https://api.x.com/2/problems/';

function problem(status: number, title: string, detail: string, more: Record<string, unknown> = {}): Refusal {
  return new Refusal({
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    json: { title, detail, type: 'about:blank', status, ...more },
  });
}

/** `status` is absent from this one on the wire. */
export function invalidRequest(
  errors: readonly { parameters?: Record<string, readonly string[]>; message: string }[],
): Refusal {
  return new Refusal({
    status: 400,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    json: {
      errors: errors.map(({ parameters = {}, message }) => ({ parameters, message })),
      title: 'Invalid Request',
      detail: 'One or more parameters to your request was invalid.',
      type: `${PROBLEMS}invalid-request`,
    },
  });
}

export const invalidParameter = (name: string, values: readonly string[], message: string) =>
  invalidRequest([{ parameters: { [name]: values }, message }]);

/** A body that breaks the schema, in the words of the validator that stands in front of the API. */
export function invalidBody(error: z.ZodError): Refusal {
  return invalidRequest(
    error.issues.flatMap((issue) => {
      const path = ['$', ...issue.path].join('.');
      if (issue.code !== 'unrecognized_keys')
        return [{ parameters: { [issue.path.join('.')]: [] }, message: `${path}: ${issue.message}` }];
      return issue.keys.map((key) => ({
        message: `${path}.${key}: is not defined in the schema and the schema does not allow additional properties`,
      }));
    }),
  );
}

export const unauthorized = () => problem(401, 'Unauthorized', 'Unauthorized');
export const forbidden = (detail: string) => problem(403, 'Forbidden', detail);
export const notPermitted = () => forbidden('You are not permitted to perform this action.');
export const tooManyRequests = () => problem(429, 'Too Many Requests', 'Too Many Requests');

export const creditsDepleted = () =>
  problem(402, 'CreditsDepleted', 'Your enrolled account does not have any credits to fulfill this request.', {
    type: `${PROBLEMS}credits`,
  });

/** The token of the app itself, where a user has to be behind the call. */
export const unsupportedAuthentication = () =>
  problem(
    403,
    'Unsupported Authentication',
    'Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint. Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].',
    { type: `${PROBLEMS}unsupported-authentication` },
  );

export interface PartialError {
  value: string;
  detail: string;
  title: string;
  resource_type: string;
  parameter: string;
  resource_id: string;
  type: string;
}

/** The entry of `errors[]` that a look-up of several ids answers with for each one it cannot find. */
export function notFoundEntry(id: string, parameter: string, type: 'tweet' | 'user' | 'media' = 'tweet'): PartialError {
  return {
    value: id,
    detail: `Could not find ${type} with ${parameter}: [${id}].`,
    title: 'Not Found Error',
    resource_type: type,
    parameter,
    resource_id: id,
    type: `${PROBLEMS}resource-not-found`,
  };
}

export const resourceNotFound = (type: string, id: string, parameter: string) =>
  problem(404, 'Not Found Error', `Could not find ${type} with ${parameter}: [${id}].`, {
    ...{ value: id, resource_type: type, parameter, resource_id: id },
    type: `${PROBLEMS}resource-not-found`,
  });

export const tweetNotFound = (id: string, parameter: string) => {
  const { title, detail, ...more } = notFoundEntry(id, parameter);
  return problem(404, title, detail, more);
};

export function fieldNotAuthorizedEntry(id: string, field: string) {
  return {
    resource_id: id,
    parameter: 'tweet.fields',
    resource_type: 'tweet',
    section: 'data',
    title: 'Field Authorization Error',
    value: field,
    detail: `Sorry, you are not authorized to access '${field}' on the Tweet with ids : [${id}].`,
    type: `${PROBLEMS}not-authorized-for-field`,
  };
}
