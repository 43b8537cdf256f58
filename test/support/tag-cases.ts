/** Texts with hashtags and mentions, and how many there are: what validation says and the stand-in counts must agree. */

export interface TagCase {
  name: string;
  text: string;
  hashtags?: number;
  mentions?: number;
}

export const TAG_CASES: readonly TagCase[] = [
  { name: 'plain ones', text: '#bread and #butter by @baker and @dairy.farm', hashtags: 2, mentions: 2 },
  { name: 'hashtags that touch each other', text: 'Bread #one#two#three', hashtags: 3 },
  { name: 'a sign inside a word', text: 'Bread#one 面包#标签 cafe\u0301#one' },
  { name: 'a tag right after an emoji', text: '🍞#bread❤️#love 1\uFE0F\u20E3#one ❤️@baker', hashtags: 3, mentions: 1 },
  { name: 'mentions that touch each other', text: '@one@two.three@four', mentions: 3 },
  { name: 'the keycap emoji', text: '#\uFE0F\u20E3 and #\u20E3' },
  { name: 'a keycap right before a hashtag', text: '#\uFE0F\u20E3#tag', hashtags: 1 },
  { name: 'mail addresses', text: 'shop1@example.com, first.last+x@sub.example.co.uk; <info@example.org>' },
  { name: 'a mention at the end of a sentence, and in brackets', text: 'By @baker. (@dairy) "@mill"', mentions: 3 },
  { name: 'a mention after a dot', text: '.@baker', mentions: 1 },
  { name: 'an @ inside a word', text: 'b@ker and me@home' },
  { name: 'a handle of another network', text: '@baker@social.example', mentions: 2 },
  { name: 'full-width signs', text: '＃パン ＠baker', hashtags: 1, mentions: 1 },
  { name: 'letters of many scripts', text: '#хлеб #خبز #ขนมปัง #हिन्दी #Brötchen #café', hashtags: 6 },
  { name: 'letters kept apart within a word', text: '#می\u200Cخواهم#نان', hashtags: 2 },
  { name: 'emoji as hashtags', text: '#🍞 #🇩🇪 #❤️', hashtags: 3 },
  { name: 'digits', text: '#2026 #1', hashtags: 2 },
  { name: 'underscores', text: '#_ @_baker_', hashtags: 1, mentions: 1 },
  { name: 'a fragment of a link', text: 'https://example.com/menu#bread https://example.com/#top www.example.com#x' },
  { name: 'a fragment of a link without protocol', text: 'example.com/#bread' },
  { name: 'a profile as a link', text: 'youtube.com/@baker https://medium.com/@baker' },
  { name: 'a hashtag behind a link', text: 'https://example.com #bread @baker', hashtags: 1, mentions: 1 },
  { name: 'entities', text: 'Bread &#38; butter, &#x26;' },
  { name: 'a lone sign', text: '# @ ## @@ #! @! C# #. @.' },
  { name: 'a doubled sign', text: '##bread @@baker', hashtags: 1, mentions: 1 },
  { name: 'lines', text: '#a\n#b\r\n@c\n@d', hashtags: 2, mentions: 2 },
  { name: 'punctuation between', text: '#a,#b;#c @d,@e', hashtags: 3, mentions: 2 },
  { name: 'nothing', text: '' },
];
