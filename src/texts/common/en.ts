/** What many calls say, in English. */
import type { Catalogue, Told } from '../../lib/texts.ts';
import { THINGS, type Thing } from './things.ts';

export const en = {
  notFound: ({ what }: { what: Thing }) => `no such ${THINGS[what]}`,
  notText: ({ name }: { name: string }) => `${name} holds a character that is not text`,
  blank: ({ name }: { name: string }) => `${name} is blank`,
  tooLong: ({ name, length, max }: { name: string; length: number; max: number }, { number }) =>
    `${name} has ${number(length)} characters; the limit is ${number(max)}`,
  tooManyEntries: ({ name, count, max }: { name: string; count: number; max: number }, { number }) =>
    `${name} has ${number(count)} entries; the limit is ${number(max)}`,
  tooManyBytes: ({ name, bytes, max }: { name: string; bytes: number; max: number }, { number }) =>
    `${name} takes ${number(bytes)} bytes; the limit is ${number(max)}`,
  tooDeep: ({ name, max }: { name: string; max: number }) => `${name} is nested more than ${max} levels deep`,
  notWhole: ({ name, min, max, actual }: { name: string; min: number; max: number; actual: number }, { number }) =>
    `${name} is a whole number from ${number(min)} to ${number(max)}, not ${number(actual)}`,
  notInRange: ({ name, min, max, actual }: { name: string; min: number; max: number; actual: number }, { number }) =>
    `${name} is a number from ${number(min)} to ${number(max)}, not ${number(actual)}`,
  versionConflict: ({ what, version, expected }: { what: 'post' | 'brand'; version: number; expected: number }) =>
    `the ${what} is at version ${version}, not ${expected}`,
  zoneUnknown: ({ zone }: { zone: string }) => `${zone} is not the name of a time zone, such as Europe/Berlin`,
  needsScope: ({ scope }: { scope: string }) => `this needs the scope ${scope}`,
  wholeWorkspace: 'this concerns the whole workspace, and the API key is bound to some of its brands',
  idempotencyKeyReused: 'this idempotency key was used for another call within the last 24 hours',
  all: ({ items }: { items: readonly Told[] }, { told }) => items.map(told).join('; '),
  quoted: ({ told: part, quote }: { told: Told; quote: string }, { told }) => `${told(part)} (“${quote}”)`,
  urlUnusable: ({ reason }: { reason: Told }, { told }) => `the url cannot be used: ${told(reason)}`,
} as const satisfies Catalogue;
