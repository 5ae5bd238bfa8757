import { SaxesParser } from 'saxes';
import { RupturaError } from '../../contract/errors.ts';
import { damaged, type Part } from './archive.ts';

/** What a reader of one part wants to hear. Names come without their namespace prefix. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
}

/** Characters without any mark-up after which a part is taken for hostile: a cell holds 32,767 at most. */
const LONGEST_SILENCE = 1 << 20;

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/**
 * Feeds a part through the handler, pausing after every chunk so that the caller can hand on what was gathered.
 * Document types are refused, so there are no entities to expand.
 * @throws RupturaError PLANILHA_CORROMPIDA, PLANILHA_DTD
 */
export async function* parsePart(
  part: Part,
  file: string,
  handler: XmlHandler,
  onBytes: (count: number) => void,
): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false as const, position: false });
  let silence = 0;
  const heard = (): void => {
    silence = 0;
  };
  parser.on('doctype', () => {
    throw new RupturaError('PLANILHA_DTD', { arquivo: file, parte: part.name });
  });
  parser.on('opentag', (tag) => {
    heard();
    handler.open(localName(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    heard();
    handler.close(localName(tag.name));
  });
  parser.on('text', (text) => handler.text(text));
  parser.on('cdata', (text) => handler.text(text));
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  try {
    for await (const chunk of part.stream as AsyncIterable<Buffer>) {
      decoder ??= xmlDecoder(chunk);
      const text = decoder.decode(chunk, { stream: true });
      silence += text.length;
      if (/<!DOCTYPE/i.test(text))
        throw new RupturaError('PLANILHA_DTD', { arquivo: file, parte: part.name });
      parser.write(text);
      if (silence > LONGEST_SILENCE) throw new Error('text too long');
      onBytes(chunk.length * part.ratio);
      yield;
    }
    if (decoder !== null) parser.write(decoder.decode());
    parser.close();
    yield;
  } catch (error) {
    throw damaged(error, file, part.name);
  } finally {
    part.stream.destroy();
  }
}

function xmlDecoder(start: Buffer): InstanceType<typeof TextDecoder> {
  const mark = start.readUInt16BE(0);
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true });
}

/** Reads a small part to its end. */
export async function readPart(part: Part, file: string, handler: XmlHandler): Promise<void> {
  for await (const _ of parsePart(part, file, handler, () => {}));
}

/** Spreadsheets write characters that XML forbids as `_x000D_`. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
