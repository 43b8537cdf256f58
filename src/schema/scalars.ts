/** Scalars of our own. */

import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { quoted } from '../domain/text-input.ts';

// RFC 3339 with its zone: a time without one would be read in the zone of whatever machine this runs on.
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/i;

// `Date` takes 30 February for 2 March and 24:00 for the next day: a post at a time that nobody meant.
const isOnCalendar = (text: string): boolean => {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10)) && text.slice(11, 13) !== '24';
};

/** In the years 1 to 9999 of UTC, which both Postgres and RFC 3339 can represent. */
const isWritable = (date: Date): boolean => {
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999;
};

function readDateTime(value: unknown): Date {
  const date = typeof value === 'string' && DATE_TIME.test(value) && isOnCalendar(value) ? new Date(value) : null;
  if (date === null || Number.isNaN(date.getTime()) || !isWritable(date)) {
    const said =
      typeof value === 'string' ? quoted(value) : `A value of type ${Array.isArray(value) ? 'list' : typeof value}`;
    throw new GraphQLError(
      `${said} is not a time with its zone from the years 1 to 9999 of UTC, such as 2026-07-01T09:30:00Z.`,
    );
  }
  return date;
}

function readObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GraphQLError('This takes a JSON object.');
  }
  return { ...value };
}

export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description:
    'An instant, written in UTC as RFC 3339 with milliseconds: `2026-07-01T09:30:00.000Z`. Input may have any offset.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => {
    const date = value instanceof Date ? value : new Date(String(value));
    return date.toISOString();
  },
  parseValue: readDateTime,
  parseLiteral: (node) => readDateTime(node.kind === Kind.STRING ? node.value : undefined),
});

export const JsonObject = new GraphQLScalarType<Record<string, unknown>, unknown>({
  name: 'JSONObject',
  description: 'A JSON object of any shape.',
  serialize: (value) => value,
  parseValue: readObject,
  parseLiteral: (node, variables) => readObject(valueFromASTUntyped(node, variables)),
});
