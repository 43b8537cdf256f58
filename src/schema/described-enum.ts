/** Enums of the schema whose values are named as they are stored, each with what it means to a partner. */
import { mapRecord } from '../lib/record.ts';
import { builder } from './builder.ts';

export function describedEnum<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
) {
  return builder.enumType(name, { description, values: mapRecord(values, (text) => ({ description: text })) });
}
