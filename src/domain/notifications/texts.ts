/** The texts of notifications, made when somebody reads one: a title and a body in the language of the reader. */
import type { Notification } from '../../lib/prisma/client.ts';
import { formsOf, type Language, type Reader } from '../../lib/texts.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { ptBR } from './texts/pt-br.ts';
import type { About, Words, Writings } from './texts/write.ts';
import { isNotificationType, NOTIFICATION_TYPES, type NotificationType, type ParamsOf } from './types.ts';

export const TEXTS = { en, 'pt-BR': ptBR, es } as const satisfies Record<Language, Writings>;

/** A type, or parameters, of a later release have a text there and not here. */
const UNKNOWN = {
  en: { title: 'Something happened', body: '' },
  'pt-BR': { title: 'Aconteceu algo', body: '' },
  es: { title: 'Ocurrió algo', body: '' },
} as const satisfies Record<Language, Words>;

export const textOf = (
  { type, params, code, targets }: Pick<Notification, 'type' | 'params' | 'code' | 'targets'>,
  reader: Reader,
): Words => (isNotificationType(type) ? written(type, params, { code, targets }, reader) : UNKNOWN[reader.language]);

function written<Type extends NotificationType>(type: Type, stored: unknown, about: About, reader: Reader): Words {
  const params = NOTIFICATION_TYPES[type].params.safeParse(stored);
  if (!params.success) return UNKNOWN[reader.language];
  const write: Writings[Type] = TEXTS[reader.language][type];
  return write(params.data as ParamsOf<Type>, about, formsOf(reader));
}
