/**
 * What many calls say, in Spanish as it is understood all over Latin America.
 *
 * Words, in every catalogue: publicación (post) · destino (target) · cuenta · marca (brand) · espacio de trabajo · clave de API ·
 * permiso (scope) · endpoint · entrega (delivery) · archivo · texto (caption) · título · texto alternativo · miniatura ·
 * portada (cover) · borrador · programar (schedule) · cupo (allowance) · presupuesto · reconectar. The reader is "usted", and
 * mostly not addressed at all; names of fields and codes stay as they are.
 */
import type { Translation } from '../../lib/texts.ts';
import type { en } from './en.ts';
import type { Thing } from './things.ts';

const THINGS = {
  post: 'la publicación no existe',
  target: 'el destino no existe',
  targetOfPost: 'esta publicación no tiene ese destino',
  targetOfAccount: 'esta cuenta no tiene ese destino',
  media: 'el archivo no existe',
  brand: 'la marca no existe',
  account: 'la cuenta no existe',
  accountOfBrand: 'esta marca no tiene esa cuenta',
  key: 'la clave de API no existe',
  workspace: 'el espacio de trabajo no existe',
  endpoint: 'el endpoint de webhook no existe',
  notification: 'la notificación no existe',
  delivery: 'la entrega de webhook no existe',
} as const satisfies Record<Thing, string>;

const VERSIONED = { post: 'la publicación', brand: 'la marca' } as const;

export const es = {
  notFound: ({ what }) => THINGS[what],
  notText: ({ name }) => `${name} contiene un carácter que no es texto`,
  blank: ({ name }) => `${name} está en blanco`,
  tooLong: ({ name, length, max }, { number }) =>
    `${name} tiene ${number(length)} caracteres; el límite es ${number(max)}`,
  tooManyEntries: ({ name, count, max }, { number }) =>
    `${name} tiene ${number(count)} elementos; el límite es ${number(max)}`,
  tooManyBytes: ({ name, bytes, max }, { number }) =>
    `${name} ocupa ${number(bytes)} bytes; el límite es ${number(max)}`,
  tooDeep: ({ name, max }) => `${name} tiene más de ${max} niveles de profundidad`,
  notWhole: ({ name, min, max, actual }, { number }) =>
    `${name} debe ser un número entero de ${number(min)} a ${number(max)}, no ${number(actual)}`,
  notInRange: ({ name, min, max, actual }, { number }) =>
    `${name} debe ser un número de ${number(min)} a ${number(max)}, no ${number(actual)}`,
  versionConflict: ({ what, version, expected }) =>
    `${VERSIONED[what]} está en la versión ${version}, no en la ${expected}`,
  zoneUnknown: ({ zone }) => `${zone} no es el nombre de una zona horaria, como America/Bogota`,
  needsScope: ({ scope }) => `esto requiere el permiso ${scope}`,
  wholeWorkspace: 'esto afecta a todo el espacio de trabajo, y la clave de API está limitada a algunas de sus marcas',
  idempotencyKeyReused: 'esta clave de idempotencia ya se usó en otra llamada en las últimas 24 horas',
  all: ({ items }, { told }) => items.map(told).join('; '),
  quoted: ({ told: part, quote }, { told }) => `${told(part)} La plataforma dijo: «${quote}»`,
  urlUnusable: ({ reason }, { told }) => `la dirección no se puede usar: ${told(reason)}`,
} as const satisfies Translation<typeof en>;
