/** Enums of the schema with the names of the stored values, each with a description for partners. */
import { mapRecord } from '../lib/record.ts';
import { builder } from './builder.ts';

export function describedEnum<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
) {
  return builder.enumType(name, { description, values: mapRecord(values, (text) => ({ description: text })) });
}
