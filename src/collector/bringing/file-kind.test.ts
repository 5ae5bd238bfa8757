import { describe, expect, it } from 'vitest';
import { contentFault, extensionOf } from './file-kind.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const OLE = bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1');
const ZIP = bytes('PK\x03\x04');
const PNG = bytes('\x89PNG\r\n\x1a\n');
const PAGE = bytes('<!DOCTYPE html>\n<html><body><form action="/sessions">');

describe('the content of a file', () => {
  it.each([
    ['a.pdf', bytes('%PDF-1.4')],
    ['a.pdf', bytes(`${'\n'.repeat(500)}%PDF-1.4`)],
    ['a.PDF', bytes('%PDF-2.0')],
    ['a.docx', ZIP],
    ['encrypted.xlsx', OLE],
    ['old.xls', OLE],
    ['export.xls', bytes('a\tb\n')],
    ['report.xls', bytes('<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>')],
    ['mail.msg', OLE],
    ['really a png.jpg', PNG],
    ['note.txt', bytes('%PDF-1.4')],
    ['page.html', PAGE],
    ['letter.eml', PAGE],
    ['data.xml', bytes('<?xml version="1.0"?><nfe/>')],
    ['drawing.svg', bytes('<svg xmlns="x">')],
    ['anything', bytes('anything')],
    ['unknown.xyz', bytes('anything')],
  ])('of %s may be %j', (name, first) => expect(contentFault(name, first)).toBeNull());

  it.each([
    ['a.pdf', ZIP],
    ['a.pdf', PNG],
    ['a.png', bytes('%PDF-1.4')],
    ['a.zip', bytes('Rar!')],
    ['a.xlsx', bytes('a;b\n1;2')],
    ['a.msg', bytes('From: x')],
    ['a.pdf', Buffer.alloc(600)],
    ['a.7z', Buffer.alloc(0)],
  ])('of %s is not %j', (name, first) => expect(contentFault(name, first)).toBe('WRONG_MAGIC'));

  it('goes by its content type where the name promises nothing', () => {
    expect(contentFault('nul', bytes('XXXX'), 'application/pdf; x=y')).toBe('WRONG_MAGIC');
    expect(contentFault('nul', bytes('%PDF-1.4'), 'application/pdf')).toBeNull();
    expect(contentFault('nul', bytes('XXXX'), 'application/octet-stream')).toBeNull();
    expect(contentFault('a.zip', ZIP, 'application/pdf')).toBeNull();
    // A name that promises nothing: texts and other formats go by wrong types, but rubbish does not.
    expect(contentFault('a.json', bytes('XXXX\0\x01'), 'application/pdf')).toBe('WRONG_MAGIC');
    expect(contentFault('a.json', bytes('%PDF-1.4\0'), 'application/pdf')).toBeNull();
    expect(contentFault('a.csv', bytes('a;b\r\n1;2'), 'application/pdf')).toBeNull();
    expect(contentFault('a.doc', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0'), 'application/pdf')).toBeNull();
    expect(contentFault('a.txt', bytes('\xff\xfea\0'), 'application/pdf')).toBeNull();
    expect(contentFault('a.dwg', bytes('AC1027\0\x01'), 'application/octet-stream')).toBeNull();
  });

  it.each([
    ['a.pdf', PAGE],
    ['no extension', PAGE],
    ['a.xls', PAGE],
    ['a.csv', bytes('\n\n  <HTML><head>')],
    ['a.txt', PAGE],
    ['a.docx', bytes('\xef\xbb\xbf<!-- x -->\n<html>')],
    ['a.xml', bytes('<?xml version="1.0"?><!DOCTYPE html><html xmlns="x">')],
    ['a.bin', Buffer.from('\ufeff<!doctype html><html>', 'utf16le')],
  ])('of %s is no page (%j)', (name, first) => expect(contentFault(name, first)).toBe('HTML_AS_FILE'));
});

describe('a missing extension', () => {
  it.each([
    [bytes('%PDF-1.4'), 'application/octet-stream', '.pdf'],
    [PNG, null, '.png'],
    [OLE, 'application/msword', '.doc'],
    [OLE, 'application/vnd.ms-outlook', '.msg'],
    [Buffer.concat([OLE, Buffer.from('__nameid_version1.0', 'utf16le')]), null, '.msg'],
    [OLE, null, ''],
    [Buffer.concat([ZIP, bytes('word/document.xml')]), null, '.docx'],
    [ZIP, 'application/vnd.oasis.opendocument.text', '.odt'],
    [ZIP, null, '.zip'],
    [bytes('hello'), 'text/plain; charset=utf-8', '.txt'],
    [bytes('hello'), 'application/pdf', ''],
    [PAGE, 'text/html', ''],
    [PAGE, 'text/plain', ''],
  ])('of %j as %j is %j', (first, type, extension) => expect(extensionOf(first, type)).toBe(extension));
});
