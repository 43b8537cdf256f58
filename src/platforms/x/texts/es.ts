/** What is said about posts for X, in Spanish; the glossary is that of the catalogue `common`. */
import type { Translation } from '../../../lib/texts.ts';
import type { en, PartOf } from './en.ts';

const where = ({ part }: PartOf): string => (part === null ? '' : `parte ${part.index} de ${part.count}: `);

export const es = {
  textMissing: (part) => `${where(part)}una publicación sin archivos necesita un texto`,
  newEmoji: ({ least, length, max, emoji, ...part }, { number }) =>
    `${where(part)}el texto cuenta ${number(least)} o ${number(length)} de ${number(max)} caracteres como máximo: ${emoji} quizás sea más nuevo que la tabla de emojis de X`,
  textTooLong: ({ length, max, ...part }, { number }) =>
    `${where(part)}el texto cuenta ${number(length)} de ${number(max)} caracteres como máximo`,
  forbiddenCharacters: (part) => `${where(part)}el texto contiene caracteres que X rechaza (U+FFFE, U+FEFF, U+FFFF)`,
  cashtags: ({ max, count, ...part }, { number }) =>
    `${where(part)}X permite ${number(max)} cashtag por publicación; aquí hay ${number(count)}`,
  linkCost: (part) => `${where(part)}X cobra mucho más por una publicación con enlace que por una sin enlace`,

  videoWanted: ({ format, type }) => `${format} admite un video o un GIF; este archivo es ${type}`,
  imagesWanted: ({ format, type }) => `${format} admite imágenes; este archivo es ${type}`,
  gifAlone: ({ count }, { number }) =>
    `Un GIF animado debe ser el único archivo de su publicación; aquí hay ${number(count)}`,
  partImages: ({ max, count, ...part }, { number }) =>
    `${where(part)}una publicación admite ${number(max)} imágenes como máximo; aquí hay ${number(count)}`,
  partVideo: ({ count, ...part }, { number }) =>
    `${where(part)}un video debe ser el único archivo de su publicación; aquí hay ${number(count)}`,
  doubtfulBytes: ({ limit, actual }, { number }) =>
    `Sin suscripción, X puede rechazar un video de más de ${number(limit)} bytes; este tiene ${number(actual)}`,
  doubtfulLength: ({ limit, actual }, { seconds }) =>
    `Sin suscripción, X puede rechazar un video de más de ${seconds(limit)}; este dura ${seconds(actual)}`,
  doubtfulSize: ({ limit, actual }) =>
    `Sin suscripción, X puede rechazar un video de más de ${limit} píxeles; este tiene ${actual}`,
  altTextIgnored: 'X solo admite texto alternativo en imágenes y GIF; se omite',

  pollOrMedia: 'Una publicación lleva archivos o una encuesta, no ambas cosas',
  tagsNeedMedia: 'Las personas se etiquetan en los archivos, y la primera publicación no tiene ninguno',
  shareNeedsCommunity: 'Solo una publicación en una comunidad se puede compartir con los seguidores',
  notThread: ({ format }) => `${format} es una sola publicación; elija THREAD para más partes`,
  threadTooShort: 'Un hilo tiene al menos 2 partes; aquí hay 1',
  noSuchMedia: ({ index, count }) => `No existe el archivo ${index}; la publicación tiene ${count}, contando desde 0`,
  mediaTwice: ({ index }) => `El archivo ${index} se usa dos veces`,
  notId: 'debe ser un id numérico',
  pollOption: ({ max }) => `debe tener de 1 a ${max} caracteres`,
  grantEnds: 'X termina una autorización que nadie usó durante unos seis meses',
} as const satisfies Translation<typeof en>;
