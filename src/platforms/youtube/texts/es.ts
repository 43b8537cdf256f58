/** What is said about posts for YouTube, in Spanish; the glossary is that of the catalogue `common`. */
import type { Translation } from '../../../lib/texts.ts';
import type { en } from './en.ts';

export const es = {
  titleMissing: 'un video de YouTube necesita un título, o un texto cuya primera línea sirva de título',
  firstLineCut: ({ max, length }, { number }) =>
    `la primera línea del texto sirve de título y se corta a ${number(max)} caracteres; tiene ${number(length)}`,
  titleBrackets: 'un título de YouTube no puede contener < ni >',
  descriptionBrackets: 'una descripción de YouTube no puede contener < ni >',
  tagBrackets: 'una etiqueta de YouTube no puede contener < ni >',
  hashtags: ({ max, count }, { number }) =>
    `con más de ${number(max)} hashtags, YouTube los ignora todos; aquí hay ${number(count)}`,
  tagsTooLong: ({ max, length }, { number }) =>
    `todas las etiquetas juntas pueden tener ${number(max)} caracteres, contando las comas y las comillas de las que llevan un espacio; tienen ${number(length)}`,
  tagWithComma: ({ parts }, { number, plural }) =>
    `para YouTube, una coma termina la etiqueta: esta puede convertirse en ${plural(parts, { one: `${number(parts)} etiqueta`, other: `${number(parts)} etiquetas` })}; escríbalas una por una`,
  categoryClosed: ({ id }) => `YouTube no permite poner videos en la categoría ${id}`,
  categoryUnknown: ({ id }) => `YouTube quizás no conozca la categoría ${id} y, en ese caso, rechaza el video`,
  notCategory: 'no es el id de una categoría, que es un número',
  kidsComments: 'un video creado para niños no admite comentarios',
  privateComments: 'un video privado no admite comentarios',
  commentTooLong: ({ max }, { number }) => `puede tener ${number(max)} caracteres`,
  channelLimit: ({ limit, status, actual }, { seconds }) =>
    `este canal puede subir hasta ${seconds(limit)} (su longUploadsStatus es "${status}"; verifíquelo por teléfono); este video dura ${seconds(actual)}`,
  becomesShort: ({ size }) =>
    `YouTube convierte en Short todo video cuadrado o vertical de hasta 3 minutos; este mide ${size}`,
  thumbnailWide: ({ size }) => `la miniatura de un Short debe ser vertical; esta mide ${size}`,
  thumbnailUpright: ({ size }) => `una miniatura no puede ser vertical; esta mide ${size}`,
  thumbnailNarrow: ({ min, size }, { number }) =>
    `una miniatura debe tener al menos ${number(min)} píxeles de ancho; esta mide ${size}`,
  testingGrantEnds:
    'Google termina a los 7 días las autorizaciones de un proyecto cuya pantalla de consentimiento está en "Testing"',
  grantEnds: 'Google termina una autorización que nadie usó durante seis meses',
} as const satisfies Translation<typeof en>;
