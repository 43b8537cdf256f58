/** What the checks that all adapters share say, in Brazilian Portuguese; the glossary is that of the catalogue `common`. */
import type { Translation } from '../../../lib/texts.ts';
import type { Measure, TextName } from '../words.ts';
import type { en } from './en.ts';

const TEXTS = {
  caption: 'a legenda',
  title: 'o título',
  description: 'a descrição',
  altText: 'o texto alternativo',
  firstComment: 'o primeiro comentário',
} as const satisfies Record<TextName, string>;

const MEASURES = {
  durationMs: 'duração',
  width: 'largura',
  height: 'altura',
  frameRate: 'taxa de quadros',
  frameCount: 'número de imagens',
  videoCodec: 'codec de vídeo',
} as const satisfies Record<Measure, string>;

export const ptBR = {
  formatAbsent: ({ platform, format, formats }) => `${platform} não tem ${format}; tem ${formats}`,
  textTooLong: ({ what, index, max, length, unit }, { number }) =>
    `${TEXTS[what]}${index === null ? '' : ` da mídia ${index}`} pode ter ${number(max)} ${unit === 'UTF8_BYTES' ? 'bytes (UTF-8)' : 'caracteres'}; tem ${number(length)}`,
  fileCount: ({ platform, format, min, max, count }, { number }) =>
    `${platform} aceita ${min === max ? number(min) : `de ${number(min)} a ${number(max)}`} ${max === 1 ? 'arquivo' : 'arquivos'} em ${format}; o post tem ${number(count)}`,
  fileKind: ({ kinds, kind }) =>
    `este formato ${kinds === '' ? 'não aceita arquivos' : `aceita ${kinds}`}; este arquivo é ${kind}`,
  fileType: ({ platform, types, type }) => `${platform} aceita ${types}; este arquivo é ${type}`,
  fileTooLarge: ({ platform, max, bytes }, { number }) =>
    `${platform} aceita arquivos de no máximo ${number(max)} bytes; este tem ${number(bytes)}`,
  dimensions: ({ platform, width, height, isTurnable, actual }) =>
    `${platform} aceita imagens com ${[
      ...(width === null ? [] : [`largura ${width}`]),
      ...(height === null ? [] : [`altura ${height}`]),
    ].join(' e ')} pixels${isTurnable ? ', em pé ou deitadas' : ''}; este arquivo tem ${actual}`,
  ratio: ({ platform, isLeast, limit, ratio, actual }, { number }) =>
    `${platform} aceita proporções (largura ÷ altura) de no ${isLeast ? 'mínimo' : 'máximo'} ${number(limit)}; este arquivo tem ${number(ratio)} (${actual})`,
  duration: ({ platform, isLeast, limit, actual }, { seconds }) =>
    `${platform} aceita vídeos de no ${isLeast ? 'mínimo' : 'máximo'} ${seconds(limit)}; este dura ${seconds(actual)}`,
  frameRate: ({ platform, isLeast, limit, actual }, { number }) =>
    `${platform} aceita no ${isLeast ? 'mínimo' : 'máximo'} ${number(limit)} quadros por segundo; este arquivo tem ${number(actual)}`,
  frames: ({ platform, max, count }, { number }) =>
    `${platform} aceita animações de no máximo ${number(max)} quadros; esta tem ${number(count)}`,
  framePixels: ({ platform, max, pixels }, { number }) =>
    `${platform} aceita animações em que largura × altura × quadros dê no máximo ${number(max)}; nesta, dá ${number(pixels)}`,
  videoCodec: ({ platform, codecs, codec }) => `${platform} aceita vídeo em ${codecs}; este arquivo usa ${codec}`,
  audioCodec: ({ platform, codecs, codec }) => `${platform} aceita áudio em ${codecs}; este arquivo usa ${codec}`,
  unmeasured: ({ platform, measures }) =>
    `não foi possível medir este arquivo por completo, e ${platform} ainda pode recusá-lo; não se sabe: ${measures.map((measure) => MEASURES[measure]).join(', ')}`,
} as const satisfies Translation<typeof en>;
