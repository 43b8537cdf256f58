/** What the checks that all adapters share say, in Spanish; the glossary is that of the catalogue `common`. */
import type { Translation } from '../../../lib/texts.ts';
import type { Measure, TextName } from '../words.ts';
import type { en } from './en.ts';

const TEXTS = {
  caption: 'el texto',
  title: 'el título',
  description: 'la descripción',
  altText: 'el texto alternativo',
  firstComment: 'el primer comentario',
} as const satisfies Record<TextName, string>;

const MEASURES = {
  durationMs: 'duración',
  width: 'ancho',
  height: 'alto',
  frameRate: 'cuadros por segundo',
  frameCount: 'número de imágenes',
  videoCodec: 'códec de video',
} as const satisfies Record<Measure, string>;

export const es = {
  formatAbsent: ({ platform, format, formats }) => `${platform} no tiene ${format}; tiene ${formats}`,
  textTooLong: ({ what, index, max, length, unit }, { number }) =>
    `${TEXTS[what]}${index === null ? '' : ` del archivo ${index}`} puede tener ${number(max)} ${unit === 'UTF8_BYTES' ? 'bytes (UTF-8)' : 'caracteres'}; tiene ${number(length)}`,
  fileCount: ({ platform, format, min, max, count }, { number }) =>
    `${platform} admite ${min === max ? number(min) : `de ${number(min)} a ${number(max)}`} ${max === 1 ? 'archivo' : 'archivos'} en ${format}; la publicación tiene ${number(count)}`,
  fileKind: ({ kinds, kind }) =>
    `este formato ${kinds === '' ? 'no admite archivos' : `admite ${kinds}`}; este archivo es ${kind}`,
  fileType: ({ platform, types, type }) => `${platform} admite ${types}; este archivo es ${type}`,
  fileTooLarge: ({ platform, max, bytes }, { number }) =>
    `${platform} admite archivos de ${number(max)} bytes como máximo; este tiene ${number(bytes)}`,
  dimensions: ({ platform, width, height, isTurnable, actual }) =>
    `${platform} admite imágenes con ${[
      ...(width === null ? [] : [`ancho ${width}`]),
      ...(height === null ? [] : [`alto ${height}`]),
    ].join(' y ')} píxeles${isTurnable ? ', verticales u horizontales' : ''}; este archivo tiene ${actual}`,
  ratio: ({ platform, isLeast, limit, ratio, actual }, { number }) =>
    `${platform} admite proporciones (ancho ÷ alto) de ${number(limit)} como ${isLeast ? 'mínimo' : 'máximo'}; este archivo tiene ${number(ratio)} (${actual})`,
  duration: ({ platform, isLeast, limit, actual }, { seconds }) =>
    `${platform} admite videos de ${seconds(limit)} como ${isLeast ? 'mínimo' : 'máximo'}; este dura ${seconds(actual)}`,
  frameRate: ({ platform, isLeast, limit, actual }, { number }) =>
    `${platform} admite ${number(limit)} cuadros por segundo como ${isLeast ? 'mínimo' : 'máximo'}; este archivo tiene ${number(actual)}`,
  frames: ({ platform, max, count }, { number }) =>
    `${platform} admite animaciones de ${number(max)} cuadros como máximo; esta tiene ${number(count)}`,
  framePixels: ({ platform, max, pixels }, { number }) =>
    `${platform} admite animaciones en las que ancho × alto × cuadros sea ${number(max)} como máximo; en esta es ${number(pixels)}`,
  videoCodec: ({ platform, codecs, codec }) => `${platform} admite video en ${codecs}; este archivo usa ${codec}`,
  audioCodec: ({ platform, codecs, codec }) => `${platform} admite audio en ${codecs}; este archivo usa ${codec}`,
  unmeasured: ({ platform, measures }) =>
    `no se pudo medir este archivo por completo, y ${platform} todavía puede rechazarlo; se desconoce: ${measures.map((measure) => MEASURES[measure]).join(', ')}`,
} as const satisfies Translation<typeof en>;
