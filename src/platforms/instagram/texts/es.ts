/** What is said about posts for Instagram, in Spanish; the glossary is that of the catalogue `common`. */
import type { Translation } from '../../../lib/texts.ts';
import type { en } from './en.ts';

export const es = {
  personalAccount: 'La cuenta es personal; Instagram solo publica para cuentas de empresa y de creador',
  storyCaption: ({ length }, { number, plural }) =>
    `Las historias no llevan texto: ${plural(length, { one: 'el único carácter se omite', other: `los ${number(length)} caracteres se omiten` })}`,
  hashtags: ({ count, max }, { number }) =>
    `El texto tiene ${number(count)} hashtags; Instagram permite ${number(max)}`,
  hashtagsAdvised: ({ count, max }, { number }) =>
    `El texto tiene ${number(count)} hashtags; la propia app de Instagram permite ${number(max)}`,
  mentions: ({ count, max }, { number }) =>
    `El texto tiene ${number(count)} menciones; Instagram permite ${number(max)}`,
  commentHashtags: ({ count, max }, { number }) =>
    `El primer comentario tiene ${number(count)} hashtags; con más de ${number(max)}, Instagram puede rechazarlo`,
  commentMentions: ({ count, max }, { number }) =>
    `El primer comentario tiene ${number(count)} menciones; con más de ${number(max)}, Instagram puede rechazarlo`,

  reelOnly: ({ option, format }) => `${option} es para REEL, no para ${format}`,
  notOnStories: ({ option }) => `${option} no se aplica a las historias`,
  storyCollaborators: 'Las historias no pueden tener colaboradores',
  collaborators: ({ count, max }, { number }) => `${number(count)} colaboradores; Instagram permite ${number(max)}`,
  thumbIgnored: 'Instagram ignora thumbOffsetMs cuando hay una portada',
  commentHidden: 'Desactivar los comentarios oculta el primer comentario',
  thumbPastEnd: ({ offset, end }, { number }) =>
    `thumbOffsetMs es ${number(offset)}, y el video termina en ${number(end)}`,
  notUsername: 'no es un nombre de usuario de Instagram',
  notPage: 'no es el id de una página, que es un número',

  tagNowhere: ({ username, index, count }) =>
    `${username} está etiquetado en el archivo ${index}, pero la publicación tiene ${count}`,
  tagOnCarouselVideo: ({ username }) =>
    `${username} está etiquetado en un video del carrusel; Instagram solo admite etiquetas en las imágenes`,
  tagPositionIgnored: ({ username }) => `Los videos llevan etiquetas sin posición; la de ${username} se omite`,
  tagNeedsPosition: ({ username }) => `La etiqueta de ${username} necesita x e y entre 0 y 1`,
  userTags: ({ index, count, max }, { number }) =>
    `El archivo ${index} tiene ${number(count)} personas etiquetadas; Instagram permite ${number(max)}`,

  manyMedia: ({ format, count, max }) =>
    `${format} tiene ${count} archivos; Instagram documenta ${max} y puede rechazar más`,
  bitRate: ({ limit, actual }, { number }) =>
    `Instagram admite videos de ${number(limit)} Mbit/s como máximo; este tiene ${number(actual)} en promedio`,
  altTextIgnored: ({ index }) =>
    `Archivo ${index}: Instagram solo admite texto alternativo en imágenes del feed; se omite`,
  cropped: ({ index, ratio, first }, { number }) =>
    `El archivo ${index} (proporción ${number(ratio)}) se recorta a la proporción del primero, ${number(first)}`,
  coverType: ({ type, types }) => `La portada es ${type}; Instagram admite ${types}`,
  coverTooLarge: ({ bytes, max }, { number }) =>
    `La portada tiene ${number(bytes)} bytes; Instagram permite ${number(max)}`,
  grantEnds: 'Instagram termina un acceso que no se renovó en 60 días',
} as const satisfies Translation<typeof en>;
