import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { type Archive, damaged, openArchive, type Part } from './archive.ts';
import { type SheetEdit, SheetEditor, type SheetSurvey, SheetSurveyor } from './edit-sheet.ts';
import { xmlDecoder } from './xml.ts';

/**
 * Looks at a sheet of a workbook before something is put into it.
 * @param part name of the sheet's part in the archive
 * @param firstRow row from which on it is looked at, as a person counts
 * @throws RupturaError of a workbook that cannot be read
 */
export async function surveySheet(
  path: string,
  file: string,
  part: string,
  firstRow: number,
): Promise<SheetSurvey> {
  const archive = await openArchive(path, file);
  try {
    const surveyor = new SheetSurveyor(firstRow);
    for await (const text of partText(archive, part)) surveyor.push(text);
    return surveyor.end();
  } catch (error) {
    throw damaged(error, file, part);
  } finally {
    archive.close();
  }
}

/**
 * Writes a workbook again with cells put into one of its sheets. Every other part of it (sheets, styles, drawings,
 * comments, formulas, macros) is the same, byte by byte, and so is what is not touched of that sheet. Memory does not
 * grow with it.
 * @param part name of the sheet's part in the archive
 * @param target path of the new file, which is on the disk then
 * @throws RupturaError of a workbook that cannot be read; of the file system
 */
export async function writeEditedWorkbook(
  path: string,
  file: string,
  part: string,
  edit: SheetEdit,
  target: string,
): Promise<void> {
  const archive = await openArchive(path, file);
  const zip = new ZipFile();
  try {
    const packed = zip.outputStream as Readable;
    const fail = (error: unknown): unknown => packed.destroy(error as Error);
    zip.on('error', fail);
    for (const { name, modified, isStored } of archive.parts) {
      if (name.endsWith('/')) zip.addEmptyDirectory(name, { mtime: modified });
      else
        zip.addReadStreamLazy(name, { mtime: modified, compress: !isStored }, (take) => {
          const isEdited = name.toLowerCase() === part.toLowerCase();
          const opened = isEdited ? editedSheet(archive, part, edit) : archive.open(name).then(streamOf);
          void opened.then((stream) => take(null, stream.on('error', fail)), fail);
        });
    }
    zip.end();
    await pipeline(packed, createWriteStream(target, { flush: true }));
  } catch (error) {
    // What the disk says of the new file is said as it is.
    throw error instanceof Error && 'syscall' in error ? error : damaged(error, file, part);
  } finally {
    archive.close();
  }
}

function streamOf({ stream }: Part): Readable {
  return stream;
}

async function editedSheet(archive: Archive, part: string, edit: SheetEdit): Promise<Readable> {
  return Readable.from(editedTexts(archive, part, edit));
}

async function* editedTexts(archive: Archive, part: string, edit: SheetEdit): AsyncGenerator<Buffer> {
  const editor = new SheetEditor(edit);
  let isFirst = true;
  for await (const text of partText(archive, part)) {
    // It is written in UTF-8, whatever it was.
    const given = isFirst ? text.replace(/^(<\?xml[^>]*?\sencoding\s*=\s*["'])[^"']*/, '$1UTF-8') : text;
    isFirst = false;
    const edited = editor.push(given);
    if (edited !== '') yield Buffer.from(edited);
  }
  const rest = editor.end();
  if (rest !== '') yield Buffer.from(rest);
}

async function* partText(archive: Archive, name: string): AsyncGenerator<string> {
  const { stream } = await archive.open(name);
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      decoder ??= xmlDecoder(chunk);
      yield decoder.decode(chunk, { stream: true });
    }
    if (decoder !== null) yield decoder.decode();
  } finally {
    stream.destroy();
  }
}
