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
/** Elements open at once: a genuine sheet has fewer than 10, and the parser keeps every one of them. */
const DEEPEST = 32;
/** Of an element or attribute. */
const LONGEST_NAME = 512;
/** Attributes of one element; a genuine one has some twenty. */
const MOST_ATTRIBUTES = 256;
/** Characters of one attribute: the longest genuine ones list the ranges of a rule. */
const LONGEST_ATTRIBUTE = 1 << 18;

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/**
 * Feeds a part through the handler, pausing after every chunk so that the caller can hand on what was gathered.
 * Document types are refused, so there are no entities to expand; whatever else a part can make grow has a bound.
 * @throws RupturaError PLANILHA_CORROMPIDA, PLANILHA_DTD, PLANILHA_ESTRUTURA
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
  const elementClosed = boundElements(parser, file, part.name);
  parser.on('doctype', () => {
    throw new RupturaError('PLANILHA_DTD', { arquivo: file, parte: part.name });
  });
  parser.on('opentag', (tag) => {
    heard();
    handler.open(localName(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    heard();
    elementClosed();
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
      if (silence > LONGEST_SILENCE) throw beyond(file, part.name, 'text', LONGEST_SILENCE);
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

/** Refuses what no spreadsheet writes, before the parser keeps more of it. @returns to be told of every end of an element */
function boundElements(
  parser: SaxesParser<{ xmlns: false; position: false }>,
  file: string,
  part: string,
): () => void {
  let depth = 0;
  let attributes = 0;
  parser.on('opentagstart', ({ name }) => {
    depth++;
    attributes = 0;
    if (depth > DEEPEST) throw beyond(file, part, 'depth', DEEPEST);
    if (name.length > LONGEST_NAME) throw beyond(file, part, 'name', LONGEST_NAME);
  });
  parser.on('attribute', ({ name, value }) => {
    attributes++;
    if (attributes > MOST_ATTRIBUTES) throw beyond(file, part, 'attributes', MOST_ATTRIBUTES);
    if (name.length > LONGEST_NAME) throw beyond(file, part, 'name', LONGEST_NAME);
    if (value.length > LONGEST_ATTRIBUTE) throw beyond(file, part, 'attribute', LONGEST_ATTRIBUTE);
  });
  return () => {
    depth--;
  };
}

/** A part of a workbook that no spreadsheet writes. @param what it has too much of, as the format calls it */
export function beyond(arquivo: string, parte: string, what: string, limite: number): RupturaError {
  return new RupturaError('PLANILHA_ESTRUTURA', { arquivo, parte, motivo: what, limite });
}

/** Decodes a part by how it begins; whatever is none of its encoding is an error. */
export function xmlDecoder(start: Buffer): InstanceType<typeof TextDecoder> {
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
