import { inflateSync } from 'node:zlib';

/**
 * The pages and the text of a PDF that Chromium wrote. It reads what that writer writes and no other PDF: pages as plain
 * objects, compressed streams, and texts as glyphs of fonts that say which characters they stand for.
 */
export function readPdf(file: Buffer): { pages: number; text: string } {
  const raw = file.toString('latin1');
  const objects = new Map<string, string>();
  for (const [, id, body] of raw.matchAll(/(?:^|\n)(\d+) 0 obj\s([\s\S]*?)\nendobj/g))
    objects.set(String(id), String(body));
  const pages = [...objects.values()].filter((body) => /\/Type\s*\/Page\b(?!s)/.test(body));
  const fonts = new Map<string, Map<string, string>>();
  for (const [id, body] of objects) {
    const map = /\/ToUnicode (\d+) 0 R/.exec(body)?.[1];
    if (map) fonts.set(id, charactersOf(streamOf(objects.get(map) ?? '')));
  }
  const text = pages.map((page) => pageText(page, objects, fonts));
  return { pages: pages.length, text: text.join('\n') };
}

function streamOf(body: string): string {
  const at = /stream\r?\n/.exec(body);
  if (!at) return '';
  const bytes = Buffer.from(body.slice(at.index + at[0].length, body.lastIndexOf('\nendstream')), 'latin1');
  return body.includes('/FlateDecode') ? inflateSync(bytes).toString('latin1') : bytes.toString('latin1');
}

/** Which character each glyph stands for. */
function charactersOf(map: string): Map<string, string> {
  const of = new Map<string, string>();
  const text = (hex: string) =>
    String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16)));
  for (const [, block] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph, to] of String(block).matchAll(/<(\w+)>\s*<(\w+)>/g))
      of.set(String(glyph).toUpperCase(), text(String(to)));
  for (const [, block] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, first, last, to] of String(block).matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g)) {
      const from = Number.parseInt(String(first), 16);
      for (let glyph = from; glyph <= Number.parseInt(String(last), 16); glyph++)
        of.set(
          glyph.toString(16).toUpperCase().padStart(String(first).length, '0'),
          String.fromCharCode(Number.parseInt(String(to), 16) + glyph - from),
        );
    }
  return of;
}

/** The texts of a page, those that are written together without anything between them. */
function pageText(
  page: string,
  objects: Map<string, string>,
  fonts: Map<string, Map<string, string>>,
): string {
  const names = new Map<string, Map<string, string>>();
  const resources = /\/Font\s*<<([\s\S]*?)>>/.exec(page)?.[1] ?? '';
  for (const [, name, id] of resources.matchAll(/\/(\w+) (\d+) 0 R/g)) {
    const font = fonts.get(String(id));
    if (font) names.set(String(name), font);
  }
  const content = streamOf(objects.get(/\/Contents (\d+) 0 R/.exec(page)?.[1] ?? '') ?? '');
  let font: Map<string, string> | undefined;
  let out = '';
  for (const [, name, hex, , end] of content.matchAll(/\/(\w+) [\d.]+ Tf|<([\dA-Fa-f]+)>( Tj)?|\b(ET)\b/g)) {
    if (name) font = names.get(name);
    else if (end) out += '\n';
    else if (font) {
      const width = [...font.keys()][0]?.length ?? 4; // of the codes of this font
      for (let at = 0; at < String(hex).length; at += width)
        out +=
          font.get(
            String(hex)
              .slice(at, at + width)
              .toUpperCase(),
          ) ?? '';
    }
  }
  return out;
}
